package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequesteeGuardTest {
    private final List<Object> reached = new ArrayList<>();
    private final ClosedCall call = new ClosedCall();
    private final ServerCall.Listener<RequestVoteRequestProto> guarded = new RequesteeGuard(
                    RaftPeerId.valueOf("n3~new"))
            .interceptCall(call, new Metadata(), (c, headers) -> new ServerCall.Listener<>() {
                @Override
                public void onMessage(RequestVoteRequestProto message) {
                    reached.add(message);
                }

                @Override
                public void onHalfClose() {
                    reached.add("half-close");
                }
            });

    @Test
    void a_vote_asked_of_this_life_is_handed_on() {
        guarded.onMessage(voteOf("n3~new"));
        guarded.onHalfClose();

        assertThat(reached).containsExactly(voteOf("n3~new"), "half-close");
        assertThat(call.closed).isNull();
    }

    @Test
    void a_vote_asked_of_an_earlier_life_is_refused_and_never_reaches_raft() {
        guarded.onMessage(voteOf("n3~old"));
        guarded.onMessage(voteOf("n3~new"));
        guarded.onHalfClose();

        assertThat(reached).isEmpty();
        assertThat(call.closed).isNotNull();
        assertThat(call.closed.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(call.closed.getDescription()).contains("this is n3~new", "for n3~old");
    }

    private static RequestVoteRequestProto voteOf(String member) {
        return RequestVoteRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder().setReplyId(ByteString.copyFromUtf8(member)))
                .build();
    }

    private static final class ClosedCall extends ServerCall<RequestVoteRequestProto, Object> {
        private @Nullable Status closed;

        @Override
        public void close(Status status, Metadata trailers) {
            closed = status;
        }

        @Override
        public void request(int messages) {
            throw new AssertionError("the guard asks for nothing");
        }

        @Override
        public void sendHeaders(Metadata headers) {
            throw new AssertionError("the guard answers nothing");
        }

        @Override
        public void sendMessage(Object message) {
            throw new AssertionError("the guard answers nothing");
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public @Nullable MethodDescriptor<RequestVoteRequestProto, Object> getMethodDescriptor() {
            return null;
        }
    }
}
