package io.ratiskv.jepsen.proxy;

/**
 * What a proxy has done so far, so that a test can show that its faults were not vacuous.
 *
 * @param connections accepted
 * @param requests forwarded, the hello and second copies not counted
 * @param answers forwarded, counted by their last frame
 * @param droppedAnswers kept from the client
 * @param duplicatedRequests second copies sent
 * @param cutConnections closed by {@link FrameProxy#cutAll}
 */
public record ProxyCounts(
        long connections,
        long requests,
        long answers,
        long droppedAnswers,
        long duplicatedRequests,
        long cutConnections) {
    /** Sum, field by field. */
    public ProxyCounts plus(ProxyCounts other) {
        return new ProxyCounts(
                connections + other.connections,
                requests + other.requests,
                answers + other.answers,
                droppedAnswers + other.droppedAnswers,
                duplicatedRequests + other.duplicatedRequests,
                cutConnections + other.cutConnections);
    }
}
