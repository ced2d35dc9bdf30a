package io.ratiskv.server.propose;

/**
 * Where one submitted write's outcome goes. Exactly one of the two methods is called, exactly once.
 *
 * <p>Thread: whichever learns the outcome (apply, propose, timer, or the submitter's own). Must not block.
 */
public interface WriteReply {
    /** Committed and applied: an encoded {@code Response} without request id. */
    void answered(byte[] response);

    /** Whose write it is. */
    default RequestOrigin origin() {
        return RequestOrigin.UNKNOWN;
    }

    /** Not done, or unknown: the refusal's code says which. */
    void refused(Refusal refusal);
}
