package io.ratiskv.client.connection;

import io.ratiskv.client.Consistency;
import io.ratiskv.client.Fence;
import java.time.Duration;
import java.util.List;

/**
 * What a view says about each of its calls.
 *
 * @param fences go with every write
 * @param mayWait when too many calls are open: the calling thread waits for its turn, instead of being refused
 */
public record CallOptions(
        Duration deadline, Consistency consistency, long minRevision, boolean mayWait, List<Fence> fences) {
    public CallOptions withDeadline(Duration newDeadline) {
        return new CallOptions(newDeadline, consistency, minRevision, mayWait, fences);
    }

    public CallOptions withConsistency(Consistency newConsistency) {
        return new CallOptions(deadline, newConsistency, minRevision, mayWait, fences);
    }

    public CallOptions withMinRevision(long newMinRevision) {
        return new CallOptions(deadline, consistency, newMinRevision, mayWait, fences);
    }

    public CallOptions waiting(boolean newMayWait) {
        return new CallOptions(deadline, consistency, minRevision, newMayWait, fences);
    }

    public CallOptions withFences(List<Fence> newFences) {
        return new CallOptions(deadline, consistency, minRevision, mayWait, newFences);
    }
}
