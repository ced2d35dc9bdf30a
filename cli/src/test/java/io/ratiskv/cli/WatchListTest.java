package io.ratiskv.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.cli.session.Console;
import io.ratiskv.client.Admin;
import io.ratiskv.client.AsyncAdmin;
import io.ratiskv.client.AsyncKvClient;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.MemberRole;
import io.ratiskv.client.MemberSpace;
import io.ratiskv.client.MemberStatus;
import io.ratiskv.client.WatchList;
import io.ratiskv.client.WatchStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What 'kvctl watch list' shows of a member that has more watches than fit into its answer. */
final class WatchListTest {
    private static final WatchStatus WATCH =
            new WatchStatus("127.0.0.1:5", "me", "orders", KeyRange.all(), 7, 0, true, false, 3, 30, 0, 65_536, 0);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    /** One member, which has two more watches than it shows. */
    private static final class Crowded extends MemoryKv {
        @Override
        public AsyncKvClient async() {
            AsyncAdmin admin = only(AsyncAdmin.class, "status", CompletableFuture.completedFuture(status()));
            return only(AsyncKvClient.class, "admin", admin);
        }

        @Override
        public Admin admin() {
            return only(Admin.class, "watches", new WatchList(List.of(WATCH), 2));
        }

        /** Answers one question alone. */
        private static <T> T only(Class<T> type, String question, Object answer) {
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                        assertThat(method.getName()).isEqualTo(question);
                        return answer;
                    }));
        }

        private static MemberStatus status() {
            return new MemberStatus(
                    "c",
                    "m1",
                    "1",
                    MemberRole.LEADER,
                    1,
                    "m1",
                    1,
                    1,
                    7,
                    1,
                    0,
                    0,
                    0,
                    0,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    List.of(),
                    List.of(),
                    new MemberSpace(MemberSpace.Level.ROOMY, MemberSpace.Level.ROOMY, 0, 0, 0, 0));
        }
    }

    private int kvctl(String... arguments) {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of("HOME", directory.toString(), "KVCTL_ENDPOINTS", "127.0.0.1:7101"),
                directory,
                false,
                false);
        return Kvctl.run(console, (endpoints, timeout, cluster) -> new Crowded(), arguments);
    }

    @Test
    void the_table_is_followed_by_how_many_a_member_did_not_show() {
        assertThat(kvctl("watch", "list")).isZero();
        assertThat(out.toString(UTF_8).lines()).hasSize(2);
        assertThat(err.toString(UTF_8)).contains("m1 has 2 more");
    }

    @Test
    void the_document_tells_how_many_are_missing_in_it() {
        assertThat(kvctl("watch", "list", "-o", "json")).isZero();
        assertThat(out.toString(UTF_8)).contains("\"name\":\"orders\"").endsWith("],\"leftOut\":2}\n");
    }
}
