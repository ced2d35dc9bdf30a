package io.ratiskv.client.connection;

import io.ratiskv.client.Consistency;
import java.time.Duration;

/** What a view says about each of its calls. */
public record CallOptions(Duration deadline, Consistency consistency, long minRevision) {
    public CallOptions withDeadline(Duration newDeadline) {
        return new CallOptions(newDeadline, consistency, minRevision);
    }

    public CallOptions withConsistency(Consistency newConsistency) {
        return new CallOptions(deadline, newConsistency, minRevision);
    }

    public CallOptions withMinRevision(long newMinRevision) {
        return new CallOptions(deadline, consistency, newMinRevision);
    }
}
