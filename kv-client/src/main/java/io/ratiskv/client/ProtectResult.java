package io.ratiskv.client;

/**
 * Answer to a change of what is protected, which makes no revision.
 *
 * @param changed whether it was otherwise before
 */
public record ProtectResult(boolean changed) implements WriteResult {
    /** 0. */
    @Override
    public long revision() {
        return 0;
    }
}
