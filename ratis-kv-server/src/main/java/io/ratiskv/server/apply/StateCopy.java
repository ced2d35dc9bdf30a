package io.ratiskv.server.apply;

/**
 * What a copy of the state holds.
 *
 * @param keys keys that exist at its revision
 */
public record StateCopy(StateSummary state, long keys) {
    public AppliedPosition position() {
        return state.applied();
    }
}
