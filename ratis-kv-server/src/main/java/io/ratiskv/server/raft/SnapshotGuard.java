package io.ratiskv.server.raft;

import java.util.function.Predicate;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a snapshot whose last entry the log here has, with more behind it: there is nothing to install, the log is kept,
 * and the leader goes on behind the snapshot (Raft paper, figure 13, step 6).
 *
 * <p>Ratis 3.3.0 would install it, set its log's writer back to the snapshot's end, keep the entries behind it in memory,
 * and stop the member when the next one is to be written. A member that is added again after it was removed is sent a
 * snapshot whatever it has (seen: it ended within a second).
 *
 * <p>Thread: gRPC's.
 */
final class SnapshotGuard implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotGuard.class);

    private final Predicate<TermIndex> goesBeyond;

    /** @param goesBeyond whether the log here has this entry, and more behind it */
    SnapshotGuard(Predicate<TermIndex> goesBeyond) {
        this.goesBeyond = goesBeyond;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            // From the first piece of a snapshot to its last: Ratis never sees a part of one.
            private boolean answering;

            @Override
            public void onMessage(Q message) {
                if (message instanceof InstallSnapshotRequestProto install && install.hasSnapshotChunk()) {
                    begin(install);
                    if (answering) {
                        answer(call, install);
                        return;
                    }
                }
                super.onMessage(message);
            }

            private void begin(InstallSnapshotRequestProto install) {
                TermIndex last = TermIndex.valueOf(install.getSnapshotChunk().getTermIndex());
                if (!answering && install.getSnapshotChunk().getRequestIndex() == 0 && goesBeyond.test(last)) {
                    LOG.info("The leader offers a snapshot up to {}: the log here goes beyond it and is kept.", last);
                    answering = true;
                    call.sendHeaders(new Metadata());
                }
            }

            @Override
            public void onHalfClose() {
                if (answering) {
                    call.close(Status.OK, new Metadata());
                } else {
                    super.onHalfClose();
                }
            }
        };
    }

    @SuppressWarnings("unchecked") // A call with these requests has these answers.
    private static <A> void answer(ServerCall<?, A> call, InstallSnapshotRequestProto install) {
        RaftRpcRequestProto asked = install.getServerRequest();
        call.sendMessage((A) InstallSnapshotReplyProto.newBuilder()
                .setServerReply(RaftRpcReplyProto.newBuilder()
                        .setRequestorId(asked.getRequestorId())
                        .setReplyId(asked.getReplyId())
                        .setRaftGroupId(asked.getRaftGroupId())
                        .setCallId(asked.getCallId())
                        .setSuccess(true))
                .setTerm(install.getLeaderTerm())
                .setRequestIndex(install.getSnapshotChunk().getRequestIndex())
                .setResult(InstallSnapshotResult.SUCCESS)
                .build());
        call.request(1);
    }
}
