package io.ratiskv.server.propose;

/**
 * An entry that was proposed here and has settled. Times in nanoseconds of the batcher's clock.
 *
 * @param writes how many commands it held; 0 = it only let time pass, or told followers of a commit
 * @param submittedNanos when its oldest write was handed in; when it was proposed if it holds none
 * @param oldest whose write waited longest
 * @param settledNanos when its writes had been told their outcomes
 * @param applied false = not appended, or its outcome is unknown
 */
public record SettledEntry(
        int writes,
        long bytes,
        long submittedNanos,
        long proposedNanos,
        EntryStages stages,
        RequestOrigin oldest,
        long settledNanos,
        boolean applied) {}
