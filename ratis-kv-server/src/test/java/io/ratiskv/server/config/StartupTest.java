package io.ratiskv.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StartupTest {
    private static final String[] ENOUGH = {
        "--member.id=n1", "--cluster.id=demo", "--member.data-directory=n1", "--cluster.peers=n1=h:1/h:2"
    };

    private static Startup read(String... args) {
        return read(1L << 30, args);
    }

    private static Startup read(long heapBytes, String... args) {
        return Startup.read(args, Map.of(), "1.2.3", heapBytes);
    }

    @Test
    void help_names_every_setting_and_starts_nothing() {
        Startup startup = read("--help", "--nonsense");

        assertThat(startup.config()).isEmpty();
        assertThat(ServerConfig.SETTINGS)
                .allSatisfy(setting -> assertThat(startup.text()).contains("--" + setting.key()));
    }

    @Test
    void version_is_told() {
        assertThat(read("--version").text()).isEqualTo("ratis-kv-server 1.2.3\n");
    }

    @Test
    void a_check_prints_the_values_and_starts_nothing() {
        String[] check = {ENOUGH[0], ENOUGH[1], ENOUGH[2], ENOUGH[3], "--check-config"};

        Startup startup = read(check);

        assertThat(startup.config()).isEmpty();
        assertThat(startup.text()).contains("member.id").endsWith("The configuration is valid.\n");
    }

    @Test
    void a_check_of_a_bad_configuration_fails() {
        assertThatThrownBy(() -> read("--check-config"))
                .isInstanceOf(ConfigProblems.class)
                .hasMessageStartingWith("The configuration has 4 problems:\n  - member.id is required");
    }

    @Test
    void a_heap_that_a_flood_of_writes_would_fill_is_refused_with_what_to_change() {
        long needed = (344L << 20) + 350 * (100_000 + 512);
        assertThat(read(needed, ENOUGH).config()).isPresent();
        assertThatThrownBy(() -> read(needed - 1, ENOUGH))
                .isInstanceOf(ConfigProblems.class)
                .hasMessageContaining(
                        "the Java heap is 377 MiB, and what may be in it is 377 MiB: the process 64 MiB, twice"
                                + " proposer.max-pending-bytes, twice raft.log-segment-bytes, 350 bytes for each of"
                                + " snapshot.every-entries and raft.log-preserved-entries, storage.newest-bytes,"
                                + " watch.recent-bytes and watch.hand-over-bytes. Lower one of these, or give Java at"
                                + " least -Xmx448m");
    }

    @Test
    void the_heap_that_is_advised_is_enough_with_every_collector() {
        // Of -Xmx448m the parallel collector tells eight ninths at the least.
        assertThat(read((448L << 20) * 8 / 9, ENOUGH).config()).isPresent();
    }

    @Test
    void a_check_in_a_small_java_tells_the_values_and_that_the_member_would_not_start() {
        String[] check = {ENOUGH[0], ENOUGH[1], ENOUGH[2], ENOUGH[3], "--check-config"};
        assertThat(read(64L << 20, check).text())
                .contains(
                        "The configuration is valid.\nIn a Java like this one it would not start: the Java heap is 64 MiB");
    }

    @Test
    void a_small_heap_is_enough_for_small_bounds() {
        String[] small = {
            ENOUGH[0],
            ENOUGH[1],
            ENOUGH[2],
            ENOUGH[3],
            "--proposer.max-pending-bytes=16MiB",
            "--raft.log-segment-bytes=16MiB",
            "--storage.newest-bytes=16MiB",
            "--snapshot.every-entries=1000",
            "--raft.log-preserved-entries=0"
        };
        long needed = (168L << 20) + 350 * 1_000;
        assertThat(read(needed, small).config()).isPresent();
        assertThatThrownBy(() -> read(needed - 1, small)).isInstanceOf(ConfigProblems.class);
    }

    @Test
    void everything_else_starts() {
        assertThat(read(ENOUGH).config()).isPresent();
    }
}
