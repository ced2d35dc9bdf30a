package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.junit.jupiter.api.Test;

/** A snapshot up to entry 218 of term 3 is offered. */
class SnapshotGuardTest {
    private final RecordedCall<InstallSnapshotRequestProto, InstallSnapshotReplyProto> call = new RecordedCall<>();
    private boolean goesBeyond = true;
    private final ServerCall.Listener<InstallSnapshotRequestProto> guarded =
            call.behind(new SnapshotGuard(entry -> goesBeyond && entry.equals(TermIndex.valueOf(3, 218))));

    @Test
    void to_a_log_that_goes_beyond_it_every_piece_is_acknowledged_and_none_reaches_raft() {
        guarded.onMessage(piece(0));
        // From here on it does not matter what the log is like.
        goesBeyond = false;
        guarded.onMessage(piece(1));
        guarded.onHalfClose();

        assertThat(call.reached).isEmpty();
        assertThat(call.answers)
                .extracting(InstallSnapshotReplyProto::getRequestIndex)
                .containsExactly(0, 1);
        assertThat(call.answers)
                .allMatch(answer -> answer.getResult() == InstallSnapshotResult.SUCCESS
                        && answer.getTerm() == 4
                        && answer.getServerReply().getCallId() == 7);
        assertThat(call.asked).isEqualTo(2);
        assertThat(call.closed).isEqualTo(Status.OK);
    }

    @Test
    void to_any_other_log_it_is_handed_on_whole_whatever_is_appended_meanwhile() {
        goesBeyond = false;
        guarded.onMessage(piece(0));
        goesBeyond = true;
        guarded.onMessage(piece(1));
        guarded.onHalfClose();

        assertThat(call.reached).containsExactly(piece(0), piece(1), "half-close");
        assertThat(call.answers).isEmpty();
        assertThat(call.closed).isNull();
    }

    private static InstallSnapshotRequestProto piece(int index) {
        return InstallSnapshotRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder().setCallId(7))
                .setLeaderTerm(4)
                .setSnapshotChunk(SnapshotChunkProto.newBuilder()
                        .setRequestIndex(index)
                        .setTermIndex(TermIndex.valueOf(3, 218).toProto()))
                .build();
    }
}
