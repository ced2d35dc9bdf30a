package io.ratiskv.jepsen.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratiskv.jepsen.fault.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostsTest {
    @BeforeEach
    void needsRoot() {
        Hosts.unavailable().ifPresent(why -> assumeTrue(false, why));
    }

    @Test
    void hosts_reach_each_other_until_one_goes_deaf_and_count_what_it_does_not_hear() {
        try (Hosts hosts = Hosts.up(2, false)) {
            Host one = hosts.all().get(0);
            Host two = hosts.all().get(1);
            assertThat(canTalk(one, two)).isTrue();
            one.deafen(two.address());
            assertThat(canTalk(one, two)).isFalse();
            assertThat(one.unheard(two.address())).isPositive();
            assertThat(two.unheard(one.address())).isZero();
            one.hear(two.address());
            assertThat(canTalk(one, two)).isTrue();
            one.lose(1);
            assertThat(canTalk(one, two)).isFalse();
            assertThat(one.lost()).isPositive();
            one.open();
            assertThat(canTalk(one, two)).isTrue();
        }
    }

    @Test
    void frames_are_late_or_come_twice_while_somebody_wants_it() {
        Links.unavailable().ifPresent(why -> assumeTrue(false, why));
        try (Hosts hosts = Hosts.up(2, false)) {
            Host one = hosts.all().get(0);
            Host two = hosts.all().get(1);
            hosts.links().want("delay", Map.of("delay", 40.0));
            hosts.links().want("dup", Map.of("dup", 100.0));
            assertThat(canTalk(one, two)).isTrue();
            Links.Counts counts = hosts.links().counts();
            assertThat(counts.delayed()).isPositive();
            assertThat(counts.duplicated()).isPositive();
            hosts.links().unwant("delay");
            hosts.links().unwant("dup");
            assertThat(canTalk(one, two)).isTrue();
            assertThat(hosts.links().counts()).isEqualTo(new Links.Counts(0, 0, 0, 0));
        }
    }

    @Test
    void closing_leaves_nothing_and_what_a_dead_owner_left_is_removed_by_the_next() throws IOException {
        String before = state();
        Hosts lost = Hosts.up(2, true);
        String number = lost.all().get(0).namespace().replaceAll("rkv(\\d+)-.*", "$1");
        Path claim = Path.of("/run/ratis-kv-jepsen", number);
        // No process has ever had this start.
        Files.writeString(claim, ProcessHandle.current().pid() + " 1970-01-01T00:00:00Z");
        try (Hosts next = Hosts.up(1, false)) {
            assertThat(next.all()).hasSize(1);
            assertThat(Commands.run(List.of("ip", "netns", "list")))
                    .doesNotContain("rkv" + number + "-n2")
                    .contains(next.all().get(0).namespace());
        }
        assertThat(state()).isEqualTo(before);
    }

    private static String state() {
        return Commands.run(List.of("ip", "netns", "list"))
                + Commands.run(List.of("ip", "-4", "-o", "addr"))
                + Commands.run(List.of("ip", "route"));
    }

    /** Whether a connection from one host to another is refused rather than lost: nobody listens, but somebody answers. */
    private static boolean canTalk(Host from, Host to) {
        try {
            Commands.run(List.of(
                    "ip",
                    "netns",
                    "exec",
                    from.namespace(),
                    "timeout",
                    "0.7",
                    "bash",
                    "-c",
                    "exec 3<>/dev/tcp/" + to.address() + "/7999"));
            return true;
        } catch (IllegalStateException e) {
            return e.getMessage().contains("refused");
        }
    }
}
