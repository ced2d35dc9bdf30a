package io.ratiskv.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.cli.session.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What 'kvctl watch' shows while things change; what can be said in one thread is in the script 'watch'. */
final class WatchCommandTest {
    private final MemoryKv db = new MemoryKv();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private CompletableFuture<Integer> kvctl(String... arguments) {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of("HOME", directory.toString(), "KVCTL_ENDPOINTS", "127.0.0.1:7101"),
                directory,
                false,
                false);
        return CompletableFuture.supplyAsync(() -> Kvctl.run(console, (endpoints, timeout, cluster) -> db, arguments));
    }

    @Test
    void what_changes_is_shown_at_once_after_what_is_there() {
        db.put("k1", "1");
        db.put("k2", "2");
        CompletableFuture<Integer> run = kvctl("watch", "k", "--prefix", "--snapshot", "--events", "2", "-o", "json");
        await().until(() -> out.toString(UTF_8).contains("SNAPSHOT_END"));
        db.put("k1", "changed");
        await().until(() -> out.toString(UTF_8).contains("changed"));
        assertThat(run).isNotDone();
        db.delete("k2");
        assertThat(run.join()).isZero();
        assertThat(out.toString(UTF_8).lines())
                .containsExactly(
                        "{\"revision\":2,\"type\":\"SNAPSHOT\",\"key\":\"k1\",\"value\":\"1\",\"createRevision\":2,\"version\":1}",
                        "{\"revision\":3,\"type\":\"SNAPSHOT\",\"key\":\"k2\",\"value\":\"2\",\"createRevision\":3,\"version\":1}",
                        "{\"revision\":3,\"type\":\"SNAPSHOT_END\"}",
                        "{\"revision\":4,\"type\":\"PUT\",\"key\":\"k1\",\"value\":\"changed\",\"createRevision\":2,\"version\":2}",
                        "{\"revision\":5,\"type\":\"DELETE\",\"key\":\"k2\"}");
    }

    @Test
    void behind_compaction_the_state_is_shown_with_what_is_gone() {
        db.put("k1", "1");
        db.put("k1", "2");
        db.compact(3);
        CompletableFuture<Integer> run = kvctl("watch", "--all", "--from-revision", "2", "--events", "1");
        await().until(() -> out.toString(UTF_8).contains("gone"));
        db.put("k1", "3");
        assertThat(run.join()).isZero();
        assertThat(out.toString(UTF_8).lines())
                .containsExactly("3\tRESET\tk1\t2", "3\tDELETE\tgone\t", "4\tPUT\tk1\t3");
        assertThat(err.toString(UTF_8)).contains("was compacted away (up to revision 3)");

        assertThat(kvctl("watch", "--all", "--from-revision", "2", "--no-reset").join())
                .isEqualTo(5);
    }

    @Test
    void a_watch_that_ends_by_itself_is_no_success() {
        CompletableFuture<Integer> run = kvctl("watch", "k", "--progress");
        await().until(() -> out.toString(UTF_8).contains("PROGRESS"));
        db.close();
        assertThat(run.join()).isEqualTo(3);
    }
}
