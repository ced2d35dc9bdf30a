package io.ratiskv.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCheckTest {
    private static final String REFUSED =
            "05:37:09.489 ERROR grpc-default-executor-3  o.a.r.s.RaftServer$Division n2@group-E71518BBDCB9: Failed "
                    + "appendEntries* n1->n2#1-t4,previous=(t:3, i:1562),leaderCommit=1561,initializing? false";

    private static final String STOPPING = "org.apache.ratis.protocol.exceptions.ServerNotReadyException: "
            + "n2@group-E71518BBDCB9 is not in [STARTING, RUNNING]: current state is CLOSING";

    private static final String FRAME =
            "\tat org.apache.ratis.server.impl.RaftServerImpl.appendEntriesAsync(RaftServerImpl" + ".java:1565)";

    private static final String NOT_ITS_DISK =
            "13:16:58.104 ERROR main                     i.r.server.KvServerMain member.data-directory /d/n2/data belongs to "
                    + "member n3 of cluster c, but this is member n2 of cluster c. Point member.data-directory, member.id "
                    + "and cluster.id at the same member.";

    @TempDir
    private Path directory;

    private Verdict verdict(Set<String> faults, String... lines) throws IOException {
        Path log = Files.write(directory.resolve("member.log"), List.of(lines));
        return LogCheck.verdict(Map.of("n2", log), faults);
    }

    @Test
    void a_log_without_errors_is_fine() throws IOException {
        Verdict verdict = verdict(Set.of("kill-one"), "05:37:09.432 WARN  timer4  o.a.r.g.s.GrpcLogAppender Failed");
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.summary()).isEqualTo("no error");
    }

    @Test
    void an_error_that_nobody_expects_is_told_with_its_member() throws IOException {
        assertThat(verdict(Set.of("rolling-restart"), "05:37:09.489 ERROR propose  i.r.s.p.WriteBatcher Lost")
                        .violations())
                .extracting(Violation::reason)
                .containsExactly("n2: 05:37:09.489 ERROR propose  i.r.s.p.WriteBatcher Lost");
    }

    @Test
    void entries_that_reach_a_member_while_it_stops_are_no_news() throws IOException {
        Verdict verdict = verdict(Set.of("rolling-restart", "compact"), REFUSED, STOPPING, FRAME);
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.summary()).isEqualTo("no error but 1 expected ones");
    }

    @Test
    void entries_that_are_refused_are_news_where_no_member_is_told_to_stop() throws IOException {
        assertThat(verdict(Set.of("kill-one"), REFUSED, STOPPING, FRAME).violations())
                .hasSize(1);
    }

    @Test
    void a_member_that_refuses_the_disk_of_another_is_news_unless_disks_were_swapped() throws IOException {
        assertThat(verdict(Set.of("swap-disks"), NOT_ITS_DISK).violations()).isEmpty();
        assertThat(verdict(Set.of("stale-disk", "remove-member"), NOT_ITS_DISK).violations())
                .hasSize(1);
    }

    @Test
    void entries_that_fail_for_another_reason_are_news() throws IOException {
        assertThat(verdict(Set.of("rolling-restart"), REFUSED, "java.lang.IllegalStateException: a hole", FRAME)
                        .violations())
                .hasSize(1);
        assertThat(verdict(Set.of("rolling-restart"), REFUSED).violations())
                .as("the log ends here")
                .hasSize(1);
    }
}
