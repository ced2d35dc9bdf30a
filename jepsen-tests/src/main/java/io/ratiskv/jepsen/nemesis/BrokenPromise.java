package io.ratiskv.jepsen.nemesis;

/** A fault has seen for itself that the cluster does not keep its word: the run is not merely in trouble, it is violated. */
public final class BrokenPromise extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPromise(String sentence) {
        super(sentence);
    }
}
