package io.ratiskv.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes and their files, with {@code sleep} as the member. */
final class LocalMemberTest {
    private static final ClusterLayout.Place PLACE = new ClusterLayout.Place("n1", 17_101, 17_201);

    @TempDir
    Path directory;

    @Test
    void a_started_member_is_found_again_and_gone_once_killed() {
        LocalMember member = new LocalMember(PLACE, directory);
        assertThat(member.process()).isEmpty();
        ProcessHandle started = member.start(List.of("/bin/sleep", "600"));
        try {
            assertThat(new LocalMember(PLACE, directory).process()).contains(started);
        } finally {
            started.destroyForcibly();
        }
        assertThat(Processes.awaitExit(started, java.time.Duration.ofSeconds(10)))
                .isTrue();
        assertThat(member.process()).isEmpty();
    }

    @Test
    void a_pid_file_left_behind_does_not_make_a_stranger_the_member() throws IOException {
        LocalMember member = new LocalMember(PLACE, directory);
        ProcessHandle self = ProcessHandle.current();
        long start = self.info().startInstant().orElseThrow().toEpochMilli();
        Files.writeString(directory.resolve("pid"), self.pid() + " " + start + "\n");
        assertThat(member.process()).contains(self);
        // The number was given to another process after a reboot: it began at another time.
        Files.writeString(directory.resolve("pid"), self.pid() + " " + (start - 60_000) + "\n");
        assertThat(member.process()).isEmpty();
    }

    @Test
    void an_unreadable_pid_file_is_named() throws IOException {
        Files.writeString(directory.resolve("pid"), "nonsense");
        assertThatThrownBy(() -> new LocalMember(PLACE, directory).process())
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining(directory.resolve("pid").toString());
    }

    @Test
    void a_taken_port_is_named_with_its_use() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ClusterLayout.Place place = new ClusterLayout.Place("n2", free.getLocalPort(), taken.getLocalPort());
            free.close();
            assertThatThrownBy(() -> Ports.requireFree(place))
                    .isInstanceOf(LocalClusterException.class)
                    .hasMessageStartingWith("port " + taken.getLocalPort() + " (Raft port of n2) is taken");
        }
    }

    @Test
    void two_at_once_do_not_start_the_same_cluster() {
        ClusterLock held = ClusterLock.acquire(directory);
        try {
            // Within one JVM the second attempt fails in its own way; between processes it is told apart by null.
            assertThatThrownBy(() -> ClusterLock.acquire(directory))
                    .isInstanceOfAny(LocalClusterException.class, java.nio.channels.OverlappingFileLockException.class);
        } finally {
            held.close();
        }
        ClusterLock.acquire(directory).close();
    }

    @Test
    void a_cluster_is_read_back_as_it_was_made_and_wiped_whole() throws IOException {
        ClusterDirectory place = new ClusterDirectory(directory.resolve("c"));
        assertThat(place.read()).isEmpty();
        ClusterLayout made = place.create(3, 7_101);
        assertThat(place.read()).contains(made);
        assertThat(made.peers())
                .isEqualTo("n1=127.0.0.1:7201/127.0.0.1:7101,n2=127.0.0.1:7202/127.0.0.1:7102,"
                        + "n3=127.0.0.1:7203/127.0.0.1:7103");
        Files.createDirectories(place.member("n2").resolve("data/raft"));
        Files.writeString(place.member("n2").resolve("data/raft/log"), "x");
        new LocalCluster(place, made).wipe();
        assertThat(directory.resolve("c")).doesNotExist();
    }

    @Test
    void wiping_leaves_what_is_not_the_clusters() throws IOException {
        ClusterDirectory place = new ClusterDirectory(directory);
        ClusterLayout made = place.create(1, 7_101);
        Files.writeString(directory.resolve("thesis.txt"), "years of work");
        new LocalCluster(place, made).wipe();
        assertThat(directory.resolve("thesis.txt")).exists();
        assertThat(place.read()).isEmpty();
    }

    @Test
    void a_foreign_properties_file_is_refused_by_name() throws IOException {
        Files.writeString(directory.resolve("cluster.properties"), "nodes=3\n");
        assertThatThrownBy(() -> new ClusterDirectory(directory).read())
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("'cluster.id' is missing");
    }
}
