package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.fakes.FreePorts;
import io.ratiskv.server.membership.Group;
import io.ratiskv.server.membership.GroupMember;
import io.ratiskv.server.propose.MemberId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader that fills a new member, over real Ratis. */
class StagingIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private final List<String> faults = new CopyOnWriteArrayList<>();

    @Test
    void a_new_member_that_does_not_answer_is_given_up_while_writes_go_on() throws Exception {
        ExitUtils.disableSystemExit();
        RaftParts impatient = new RaftParts() {
            @Override
            public RaftProperties settings(RaftProperties safe) {
                RaftServerConfigKeys.setStagingTimeout(safe, TimeDuration.ONE_SECOND);
                return safe;
            }
        };
        try (DataDirectory directory = DataDirectory.open(root, "test", "n1");
                RatisMember member = RatisMember.start(
                        GroupOfOne.config(FreePorts.free()),
                        directory,
                        StateLimits.defaults(),
                        (index, revision) -> {},
                        impatient,
                        (sentence, cause) -> faults.add(sentence))) {
            await().atMost(PATIENCE).until(() -> member.log().status().leaderReady());
            Group group = member.group();
            List<GroupMember> from = group.configuration().members();
            List<GroupMember> to = new ArrayList<>(from);
            to.add(new GroupMember(MemberId.parse("n4~x"), "127.0.0.1:" + FreePorts.free(), "127.0.0.1:1"));

            CompletableFuture<Void> change = group.change(from, to);

            await("the change to be given up")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        member.log().propose(nothing()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                        return change.isDone();
                    });
            assertThat(change).isCompletedExceptionally();
            assertThat(group.configuration().members()).isEqualTo(from);
            assertThat(faults).isEmpty();
        }
    }

    private static CommandBatch nothing() {
        return CommandBatch.newBuilder().setFormat(LogFormat.VERSION).build();
    }
}
