package io.ratiskv.jepsen.peers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path directory;

    @Test
    void etcd_runs_with_its_defaults_but_for_room_and_a_quiet_log() {
        List<String> line = EtcdCluster.commandLine(
                Path.of("/opt/etcd"), Path.of("/data"), 1, List.of(11, 12, 13), List.of(21, 22, 23));
        assertThat(line)
                .containsExactly(
                        "/opt/etcd",
                        "--name=n2",
                        "--data-dir=/data/n2/data",
                        "--listen-client-urls=http://127.0.0.1:12",
                        "--advertise-client-urls=http://127.0.0.1:12",
                        "--listen-peer-urls=http://127.0.0.1:22",
                        "--initial-advertise-peer-urls=http://127.0.0.1:22",
                        "--initial-cluster=n1=http://127.0.0.1:21,n2=http://127.0.0.1:22,n3=http://127.0.0.1:23",
                        "--initial-cluster-state=new",
                        "--initial-cluster-token=peers",
                        "--quota-backend-bytes=8589934592",
                        "--log-level=warn");
    }

    @Test
    void zookeeper_runs_as_its_sample_configuration_says_with_no_admin_server() {
        String text = ZooKeeperCluster.configuration(Path.of("/data"), 11, List.of(21, 22), List.of(31, 32));
        assertThat(text.lines())
                .contains(
                        "tickTime=2000",
                        "admin.enableServer=false",
                        "dataDir=/data",
                        "clientPort=11",
                        "server.1=127.0.0.1:21:31",
                        "server.2=127.0.0.1:22:32")
                .noneMatch(line -> line.startsWith("forceSync"));
        assertThat(ZooKeeperCluster.configuration(Path.of("/data"), 11, List.of(21), List.of(31)))
                .doesNotContain("server.");
    }

    @Test
    void a_binary_that_is_not_etcd_is_refused_with_what_to_do() throws Exception {
        assertThatThrownBy(() -> new EtcdStore(directory.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("apt-get install etcd-server")
                .hasMessageContaining("--etcd=FILE");
        Path other = Files.writeString(directory.resolve("other"), "#!/bin/sh\necho other 1.0\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> new EtcdStore(other)).hasMessageContaining("other 1.0");
    }

    @Test
    void the_version_is_what_the_binary_says() throws Exception {
        Path etcd = Files.writeString(
                directory.resolve("etcd"), "#!/bin/sh\necho 'etcd Version: 3.5.99'\necho 'Git SHA: none'\n");
        Files.setPosixFilePermissions(etcd, PosixFilePermissions.fromString("rwx------"));
        assertThat(new EtcdStore(etcd).version()).isEqualTo("etcd 3.5.99");
    }
}
