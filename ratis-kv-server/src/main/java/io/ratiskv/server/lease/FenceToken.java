package io.ratiskv.server.lease;

/** What a writer shows. */
public final class FenceToken {
    private final byte[] range;
    private final long token;

    /** @param range first key of the protected range that it is for; empty = every one that is not named otherwise */
    public FenceToken(byte[] range, long token) {
        this.range = range;
        this.token = token;
    }

    byte[] range() {
        return range;
    }

    long token() {
        return token;
    }
}
