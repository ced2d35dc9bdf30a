package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Put;
import io.ratiskv.client.RequestId;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A member whose disk fills up. Mounts a small disk, so these are skipped for users who may not. */
class DiskFullIT {
    private static final int DISK_MIB = 96;
    private static final int VALUE_BYTES = 64 * 1024;

    @Test
    void with_little_space_left_writes_are_refused_by_name_and_reads_and_later_writes_go_on() throws IOException {
        try (SmallDisk disk = disk("disk-guard");
                LocalCluster cluster = LocalCluster.start(spec("disk-guard", disk, "16MiB"));
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            client.put("before", "1");
            Path filler = fillUpTo(disk, 8);
            // Until the guard looks, writes go through: each try has a key of its own, and the last one was refused.
            AtomicInteger tries = new AtomicInteger();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThatThrownBy(() -> client.withDeadline(Duration.ofSeconds(1))
                                    .put("try/" + tries.incrementAndGet(), "1"))
                            .isInstanceOf(KvException.class)
                            .hasMessageContaining("space")
                            .satisfies(
                                    e -> assertThat(((KvException) e).outcome()).isEqualTo(Outcome.NOT_APPLIED)));
            assertThat(client.get("before").orElseThrow().valueText()).isEqualTo("1");
            assertThat(cluster.member("n1").status().orElseThrow().getAlarmsList())
                    .anyMatch(alarm -> alarm.contains("space"));
            Files.delete(filler);
            client.put("after", "1");
            assertThat(client.get("try/" + tries.get()).isPresent()).isEqualTo(false);
        }
    }

    @Test
    void a_disk_that_is_full_in_the_middle_of_writing_loses_nothing_that_was_acknowledged() throws IOException {
        try (SmallDisk disk = disk("disk-full");
                LocalCluster cluster = LocalCluster.start(spec("disk-full", disk, "0"));
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            client.put("before", "1");
            Path filler = fillUpTo(disk, 4);
            Set<String> acknowledged = new TreeSet<>();
            Optional<KvException> failure = Optional.empty();
            for (int i = 0; i < DISK_MIB * 16 && failure.isEmpty(); i++) {
                String key = String.format("full/%05d", i);
                try {
                    client.withDeadline(Duration.ofSeconds(3)).put(Put.of(key, new byte[VALUE_BYTES]));
                    acknowledged.add(key);
                } catch (KvException e) {
                    failure = Optional.of(e);
                }
            }
            assertThat(failure).as("the disk never became full").isPresent();
            Member member = cluster.member("n1");
            Files.delete(filler);
            disk.resize(2 * DISK_MIB);
            if (!member.process().isAlive()) {
                // It has ended by itself rather than guess: with a code and a sentence.
                assertThat(member.process().awaitExit(PATIENCE).orElseThrow()).isPositive();
                assertThat(member.process().log()).containsIgnoringCase("space");
                member.start();
            }
            cluster.awaitServing(member, PATIENCE);
            for (String key : acknowledged) {
                assertThat(client.get(key)).as(key).isPresent();
            }
            Optional<RequestId> unknown = failure.flatMap(KvException::requestId);
            if (unknown.isPresent()) {
                assertThat(client.resolve(unknown.get()).outcome()).isNotEqualTo(Outcome.UNKNOWN);
            }
            client.put("after", "1");
        }
    }

    private static SmallDisk disk(String name) {
        Optional<SmallDisk> disk =
                SmallDisk.mount(Path.of("target/jepsen-disks", name).toAbsolutePath(), DISK_MIB);
        assumeTrue(disk.isPresent(), "this user may not mount a small disk");
        return disk.orElseThrow();
    }

    private static ClusterSpec spec(String name, SmallDisk disk, String minFree) {
        return Scenario.spec(name)
                .members(1)
                .setting("storage.min-free-bytes", minFree)
                .setting("raft.log-segment-bytes", "8MiB")
                .dataDirectory("n1", disk.path().resolve("data"));
    }

    /** Writes a file that leaves so many MiB. */
    private static Path fillUpTo(SmallDisk disk, int leftMebibytes) throws IOException {
        Path filler = disk.path().resolve("filler");
        long free = Files.getFileStore(disk.path()).getUsableSpace();
        try (var out = Files.newOutputStream(filler)) {
            byte[] chunk = new byte[1 << 16];
            for (long left = free - ((long) leftMebibytes << 20); left > 0; left -= chunk.length) {
                out.write(chunk);
            }
        }
        return filler;
    }
}
