package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.ratis.proto.RaftProtos.LeaderInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;

/** Whom a leader that stops hands over to: while one is tried who is not there, every write waits. */
class HandOverTest {
    private static final long SILENCE_MILLIS = 1_000;

    @Test
    void who_answered_last_is_tried_first_and_who_is_silent_not_at_all() {
        RoleInfoProto role = leading(Map.of("n1", 5_000L, "n2", 400L, "n3", 20L));

        assertThat(HandOver.heirs(role, SILENCE_MILLIS))
                .extracting(RaftPeerId::toString)
                .containsExactly("n3", "n2");
    }

    @Test
    void a_leader_whom_nobody_answers_loses_no_time() {
        assertThat(HandOver.heirs(leading(Map.of("n1", 5_000L, "n2", 9_000L)), SILENCE_MILLIS))
                .isEmpty();
    }

    private static RoleInfoProto leading(Map<String, Long> silentMillis) {
        LeaderInfoProto.Builder leader = LeaderInfoProto.newBuilder();
        silentMillis.forEach((id, millis) -> leader.addFollowerInfo(ServerRpcProto.newBuilder()
                .setId(RaftPeerProto.newBuilder().setId(RaftPeerId.valueOf(id).toByteString()))
                .setLastRpcElapsedTimeMs(millis)));
        return RoleInfoProto.newBuilder().setLeaderInfo(leader).build();
    }
}
