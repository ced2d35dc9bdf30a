package io.ratiskv.server.raft;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody answer for another: a request of Raft that was meant for another member, or for an earlier life of this one,
 * is refused. Ratis itself only looks at the group (seen in 3.3.0), so that a member which has lost its disk, or got
 * another's address, would vote and acknowledge in the name of one who has promised what it does not know.
 *
 * <p>Thread: gRPC's.
 */
final class RequesteeGuard implements ServerInterceptor {
    private final ByteString self;

    RequesteeGuard(RaftPeerId self) {
        this.self = ByteString.copyFromUtf8(self.toString());
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                RaftRpcRequestProto request = requestOf(message);
                if (refused || request == null || request.getReplyId().equals(self)) {
                    if (!refused) {
                        super.onMessage(message);
                    }
                    return;
                }
                refused = true;
                call.close(
                        Status.FAILED_PRECONDITION.withDescription("this is " + self.toStringUtf8()
                                + ", the request is for " + request.getReplyId().toStringUtf8()),
                        new Metadata());
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }

    private static @Nullable RaftRpcRequestProto requestOf(Object message) {
        if (message instanceof AppendEntriesRequestProto append) {
            return append.getServerRequest();
        } else if (message instanceof RequestVoteRequestProto vote) {
            return vote.getServerRequest();
        } else if (message instanceof InstallSnapshotRequestProto install) {
            return install.getServerRequest();
        } else if (message instanceof StartLeaderElectionRequestProto election) {
            return election.getServerRequest();
        } else if (message instanceof ReadIndexRequestProto read) {
            return read.getServerRequest();
        }
        return null;
    }
}
