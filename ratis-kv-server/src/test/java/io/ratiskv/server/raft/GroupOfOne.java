package io.ratiskv.server.raft;

import java.time.Duration;
import java.util.List;

/** Member n1 of the group "test", alone: what tests over real Ratis start it with. */
final class GroupOfOne {
    private GroupOfOne() {}

    static List<RaftMemberConfig.Member> members(int port) {
        return List.of(new RaftMemberConfig.Member("n1", "127.0.0.1:" + port, "127.0.0.1:1"));
    }

    static RaftMemberConfig config(int port) {
        return new RaftMemberConfig(
                "test",
                "n1",
                members(port),
                "127.0.0.1",
                port,
                // Nobody else votes.
                Duration.ofMillis(150),
                Duration.ofMillis(300),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                1_000_000,
                1L << 40,
                2,
                8L << 20,
                0,
                4L << 20,
                true);
    }
}
