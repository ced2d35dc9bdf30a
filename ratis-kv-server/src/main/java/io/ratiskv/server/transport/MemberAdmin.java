package io.ratiskv.server.transport;

import io.ratiskv.protocol.HashResponse;
import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.SnapshotResponse;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.server.propose.LogPosition;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What the endpoint asks of the member beside reads and writes. Implemented by the composition root.
 *
 * <p>Thread: called on a net loop; must not block. A failed future is answered as UNAVAILABLE if it carries a
 * {@link io.ratiskv.server.propose.NotAppendedException}, else as INTERNAL.
 */
public interface MemberAdmin {
    CompletableFuture<StatusResponse> status();

    CompletableFuture<HashResponse> hash();

    /** Who this member is, and whom it is with. */
    CompletableFuture<IdentifyResponse> identify();

    /** Takes a snapshot of this member now. */
    CompletableFuture<SnapshotResponse> snapshot();

    /**
     * This member's current term, read now, if its Raft division runs; a member that is starting or stopping must not
     * say. Other members' read barriers stand on this.
     */
    OptionalLong runningTerm();

    /** Where this member's log ends. */
    LogPosition lastEntry();
}
