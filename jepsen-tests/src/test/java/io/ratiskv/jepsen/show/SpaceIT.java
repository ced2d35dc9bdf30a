package io.ratiskv.jepsen.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.OutOfSpaceException;
import io.ratiskv.client.Put;
import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.SmallDisk;
import io.ratiskv.jepsen.workload.Clients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Space runs out and comes back, without anybody but the clients doing anything. */
class SpaceIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration REFUSED_FOR = Duration.ofSeconds(4);
    private static final int VALUE_BYTES = 32 * 1024;
    private static final int DISK_MIB = 128;
    private static final long MIB = 1 << 20;

    @Test
    void a_quota_that_is_reached_is_left_by_client_deletes_alone_and_nothing_is_lost() {
        ClusterSpec spec = small(SpaceStory.spec("space-quota")).setting("storage.quota-bytes", "40MiB");
        assertThat(story(spec)).isEmpty();
    }

    @Test
    @Tag("soak")
    void full_disks_are_recovered_with_client_deletes_alone_and_no_member_dies() {
        List<SmallDisk> disks = new ArrayList<>();
        try {
            ClusterSpec spec = ShowFullDisk.onDisk(small(SpaceStory.spec("space-disk")), DISK_MIB);
            for (int i = 1; i <= 3; i++) {
                disks.add(disk("space-" + i));
                spec.dataDirectory("n" + i, disks.get(i - 1).path().resolve("data"));
            }
            assertThat(story(spec)).isEmpty();
        } finally {
            disks.forEach(SmallDisk::close);
        }
    }

    @Test
    void a_follower_whose_disk_runs_full_stops_growth_by_name_instead_of_dying_and_nobody_waits_for_one_that_is_gone()
            throws IOException {
        try (SmallDisk disk = disk("space-follower")) {
            ClusterSpec spec = small(SpaceStory.spec("space-follower"));
            spec.setting("n3", "storage.min-free-bytes", "48MiB");
            spec.setting("n3", "storage.critical-free-bytes", "24MiB");
            spec.dataDirectory("n3", disk.path().resolve("data"));
            try (LocalCluster cluster = LocalCluster.start(spec);
                    KvClient client = patient(cluster)) {
                Member leader = cluster.awaitLeader(PATIENCE);
                if (leader.id().equals("n3")) {
                    leader.kill();
                    cluster.awaitLeaderOtherThan(leader, PATIENCE);
                    leader.start();
                    cluster.awaitServing(leader, PATIENCE);
                }
                OptionalLong process = cluster.member("n3").process().pid();
                client.put("before", "1");
                Path filler = fillUpTo(disk, 20);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThatThrownBy(() -> client.withDeadline(Duration.ofSeconds(5))
                                        .put("refused", "1"))
                                .isInstanceOfSatisfying(OutOfSpaceException.class, e -> {
                                    assertThat(e).hasMessageContaining("member n3");
                                    assertThat(e.setting()).isEqualTo("storage.critical-free-bytes");
                                }));
                client.delete("before");
                assertThat(cluster.member("n3").process().pid()).isEqualTo(process);
                cluster.member("n3").kill();
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    client.put("without it", "1");
                    return true;
                });
                Files.delete(filler);
                cluster.member("n3").start();
                cluster.awaitServing(cluster.member("n3"), PATIENCE);
                client.put("after", "1");
                cluster.awaitSameState(PATIENCE);
            }
        }
    }

    @Test
    @Tag("soak")
    void the_log_stays_bounded_while_a_member_is_down_and_that_one_is_filled_from_a_snapshot() {
        ClusterSpec spec = small(SpaceStory.spec("space-log"))
                .setting("snapshot.every-log-bytes", "8MiB")
                .setting("compaction.retain-revisions", "100");
        try (LocalCluster cluster = LocalCluster.start(spec);
                KvClient client = patient(cluster)) {
            Member gone = cluster.follower();
            client.put("before", "1");
            gone.kill();
            Random random = new Random(1);
            long largest = 0;
            for (int i = 0; i < 100 * MIB / VALUE_BYTES; i++) {
                byte[] value = new byte[VALUE_BYTES];
                random.nextBytes(value);
                client.put(Put.of("key/" + i % 10, value));
                if (i % 50 == 0) {
                    largest = Math.max(largest, largestLog(cluster, gone));
                }
            }
            // 100 MiB went through it. Two segments, what a snapshot waits for, and what is allocated ahead.
            assertThat(largest).isBetween(4 * MIB, 40 * MIB);
            gone.start();
            cluster.awaitServing(gone, PATIENCE);
            cluster.awaitSameState(PATIENCE);
            // Ratis keeps a checksum beside each file that it received.
            assertThat(Directories.files(gone.dataDirectory().resolve("raft")))
                    .as("filled from a snapshot")
                    .anyMatch(file -> file.getFileName().toString().endsWith(".md5")
                            && file.toString().contains("/sm/"));
        }
    }

    private static List<String> story(ClusterSpec spec) {
        try (LocalCluster cluster = LocalCluster.start(spec);
                SpaceWriters writers = new SpaceWriters(cluster.endpoints(), 4, VALUE_BYTES)) {
            return new SpaceStory(cluster, writers, new Figures(System.out), REFUSED_FOR).run();
        }
    }

    private static ClusterSpec small(ClusterSpec spec) {
        return spec.setting("raft.election-timeout-min", "2s").setting("raft.election-timeout-max", "4s");
    }

    /** Elections on a busy machine are no matter here. */
    private static KvClient patient(LocalCluster cluster) {
        return Clients.patient(cluster.endpoints(), "space")
                .deadline(PATIENCE)
                .attemptTimeout(Duration.ofSeconds(5))
                .build();
    }

    private static SmallDisk disk(String name) {
        Optional<SmallDisk> disk =
                SmallDisk.mount(Path.of("target/jepsen-disks", name).toAbsolutePath(), DISK_MIB);
        assumeTrue(disk.isPresent(), "this user may not mount a small disk");
        return disk.orElseThrow();
    }

    /** Writes a file that leaves so many MiB. */
    private static Path fillUpTo(SmallDisk disk, int leftMebibytes) throws IOException {
        Path filler = disk.path().resolve("filler");
        long free = Files.getFileStore(disk.path()).getUsableSpace();
        Files.write(filler, new byte[(int) Math.max(0, free - leftMebibytes * MIB)]);
        return filler;
    }

    private static long largestLog(LocalCluster cluster, Member gone) {
        return cluster.members().stream()
                .filter(member -> member != gone)
                .mapToLong(member -> logBytes(member.dataDirectory()))
                .max()
                .orElse(0);
    }

    private static long logBytes(Path data) {
        try {
            return Directories.files(data.resolve("raft")).stream()
                    .filter(file -> file.getFileName().toString().startsWith("log_"))
                    .mapToLong(SpaceIT::size)
                    .sum();
        } catch (UncheckedIOException segmentsGoMeanwhile) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
