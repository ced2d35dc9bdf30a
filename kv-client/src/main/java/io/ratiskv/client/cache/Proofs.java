package io.ratiskv.client.cache;

import org.jspecify.annotations.Nullable;

/**
 * How old what the watch has told can be. An answer of the store proves: everything that was acknowledged before the
 * question is at or below the answer's revision. Once the watch has told up to there, that is true of the whole cache.
 *
 * <p>Two proofs wait at most, the oldest and the newest: under constant change the newest alone would never be reached.
 *
 * <p>Thread: any, under the cache's lock, except for {@link #confirmed}.
 */
final class Proofs {
    /** Everything acknowledged before {@code nanos} is at or below {@code revision}. */
    record Proof(long revision, long nanos) {}

    private volatile @Nullable Proof confirmed;
    private @Nullable Proof oldest;
    private @Nullable Proof newest;
    // The watch was asked to say how far it is, and has said nothing since.
    private boolean asked;

    /** What is proved of everything in the cache; null: nothing yet. */
    @Nullable
    Proof confirmed() {
        return confirmed;
    }

    /** Returns whether the watch should be asked to say how far it is. */
    boolean add(Proof proof, long toldRevision) {
        if (proof.revision() <= toldRevision) {
            confirm(proof);
            return false;
        }
        if (oldest == null) {
            oldest = proof;
        } else {
            newest = proof;
        }
        boolean askNow = !asked;
        asked = true;
        return askNow;
    }

    /** The watch has told everything up to {@code revision}. */
    void told(long revision) {
        asked = false;
        Proof first = oldest;
        while (first != null && first.revision() <= revision) {
            confirm(first);
            first = newest;
            newest = null;
            oldest = first;
        }
    }

    private void confirm(Proof proof) {
        Proof before = confirmed;
        if (before == null || proof.nanos() - before.nanos() > 0) {
            confirmed = proof;
        }
    }
}
