package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequesteeGuardTest {
    private final RecordedCall<RequestVoteRequestProto, Object> call = new RecordedCall<>();
    private final ServerCall.Listener<RequestVoteRequestProto> guarded =
            call.behind(new RequesteeGuard(RaftPeerId.valueOf("n3~new")));

    @AfterEach
    void the_guard_asks_for_nothing_and_answers_nothing() {
        assertThat(call.asked).isZero();
        assertThat(call.headers).isZero();
        assertThat(call.answers).isEmpty();
    }

    @Test
    void a_vote_asked_of_this_life_is_handed_on() {
        guarded.onMessage(voteOf("n3~new"));
        guarded.onHalfClose();

        assertThat(call.reached).containsExactly(voteOf("n3~new"), "half-close");
        assertThat(call.closed).isNull();
    }

    @Test
    void a_vote_asked_of_an_earlier_life_is_refused_and_never_reaches_raft() {
        guarded.onMessage(voteOf("n3~old"));
        guarded.onMessage(voteOf("n3~new"));
        guarded.onHalfClose();

        assertThat(call.reached).isEmpty();
        assertThat(call.closed).isNotNull();
        assertThat(call.closed.getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(call.closed.getDescription()).contains("this is n3~new", "for n3~old");
    }

    private static RequestVoteRequestProto voteOf(String member) {
        return RequestVoteRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder().setReplyId(ByteString.copyFromUtf8(member)))
                .build();
    }
}
