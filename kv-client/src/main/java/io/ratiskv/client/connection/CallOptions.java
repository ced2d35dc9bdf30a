package io.ratiskv.client.connection;

import io.ratiskv.client.Consistency;
import java.time.Duration;

/**
 * What a view says about each of its calls.
 *
 * @param mayWait when too many calls are open: the calling thread waits for its turn, instead of being refused
 */
public record CallOptions(Duration deadline, Consistency consistency, long minRevision, boolean mayWait) {
    public CallOptions withDeadline(Duration newDeadline) {
        return new CallOptions(newDeadline, consistency, minRevision, mayWait);
    }

    public CallOptions withConsistency(Consistency newConsistency) {
        return new CallOptions(deadline, newConsistency, minRevision, mayWait);
    }

    public CallOptions withMinRevision(long newMinRevision) {
        return new CallOptions(deadline, consistency, newMinRevision, mayWait);
    }

    public CallOptions waiting(boolean newMayWait) {
        return new CallOptions(deadline, consistency, minRevision, newMayWait);
    }
}
