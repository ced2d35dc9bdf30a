package io.ratiskv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups as a person makes and restores them, with the script, processes and files. */
class SnapshotIT {
    @TempDir
    Path directory;

    private RealKvctl kvctl;

    @BeforeEach
    void find_ports() throws IOException {
        kvctl = new RealKvctl(directory);
    }

    @AfterEach
    void stop_members() throws IOException, InterruptedException {
        for (Path cluster : List.of(kvctl.cluster(), directory.resolve("restored"))) {
            if (Files.exists(cluster.resolve("cluster.properties"))) {
                kvctl.run("down", "--wipe", "--dir", cluster.toString()).expect(0);
            }
        }
    }

    @Test
    void a_cluster_of_one_is_saved_checked_and_restored_as_three() throws Exception {
        up(kvctl.cluster(), "1");
        kvctl.run("put", "kept", "yes").expect(0);
        String file = directory.resolve("monday.backup").toString();

        assertThat(kvctl.run("snapshot", "save", file).expect(0).out())
                .contains("saved")
                .contains("1 keys");
        assertThat(kvctl.run("snapshot", "inspect", file, "-o", "json")
                        .expect(0)
                        .out())
                .contains("\"revision\":2", "\"keys\":1", "\"stateHash\"");
        assertThat(kvctl.run("snapshot", "verify", file).expect(0).out()).startsWith("good: ");
        assertThat(kvctl.run("snapshot", "verify", file, "--checksums-only")
                        .expect(0)
                        .out())
                .startsWith("good: ");
        assertThat(kvctl.run("snapshot", "save", file).expect(6).err()).contains("never written over");

        refusals(file);

        kvctl.run("down").expect(0);
        Path restored = directory.resolve("restored");
        String[] restore = {
            "snapshot", "restore", file, "--dir", restored.toString(), "--base-port", "" + kvctl.basePort()
        };
        assertThat(kvctl.run(restore).expect(0).out()).contains("members n1, n2, n3");
        assertThat(kvctl.run(restore).expect(2).err()).contains("a restore makes a new one");
        up(restored, "3");
        String endpoints = "127.0.0.1:" + kvctl.basePort() + ",127.0.0.1:" + (kvctl.basePort() + 1);
        assertThat(kvctl.run("get", "kept", "--endpoints", endpoints).expect(0).out())
                .contains("yes");
        assertThat(kvctl.run("put", "kept", "on", "-o", "json", "--endpoints", endpoints)
                        .expect(0)
                        .out())
                .contains("\"revision\":1000000003");
        kvctl.run("check", "--endpoints", endpoints).expect(0);
    }

    private void refusals(String file) throws IOException, InterruptedException {
        String live = kvctl.cluster().resolve("n1").resolve("data").toString();
        assertThat(kvctl.run("snapshot", "restore", file, "--data-dir", live, "--member", "n1", "--new-cluster-id", "x")
                        .expect(6)
                        .err())
                .contains("in use by a running member")
                .contains("Restore into an empty directory");
        assertThat(kvctl.run(
                                "snapshot",
                                "restore",
                                file,
                                "--data-dir",
                                directory.resolve("n").toString())
                        .expect(2)
                        .err())
                .contains("needs --member and --new-cluster-id");
        String cluster = Files.readAllLines(kvctl.cluster().resolve("cluster.properties")).stream()
                .filter(line -> line.startsWith("cluster.id="))
                .map(line -> line.substring("cluster.id=".length()))
                .findFirst()
                .orElseThrow();
        assertThat(kvctl.run(
                                "snapshot",
                                "restore",
                                file,
                                "--data-dir",
                                directory.resolve("n").toString(),
                                "--member",
                                "n1",
                                "--new-cluster-id",
                                cluster)
                        .expect(2)
                        .err())
                .contains("--same-cluster-id");

        byte[] bytes = Files.readAllBytes(Path.of(file));
        bytes[bytes.length / 2] ^= 4;
        String damaged = Files.write(directory.resolve("damaged.backup"), bytes).toString();
        assertThat(kvctl.run("snapshot", "verify", damaged).expect(1).err()).contains("does not match");
        assertThat(kvctl.run("snapshot", "verify", damaged, "--checksums-only")
                        .expect(1)
                        .err())
                .contains("does not match");
        assertThat(kvctl.run(
                                "snapshot",
                                "restore",
                                damaged,
                                "--dir",
                                directory.resolve("r").toString())
                        .expect(2)
                        .err())
                .contains("does not match");
        assertThat(directory.resolve("r").resolve("cluster.properties")).doesNotExist();

        String text = Files.writeString(directory.resolve("text"), "no backup").toString();
        assertThat(kvctl.run("snapshot", "inspect", text).expect(2).err()).contains("not a ratis-kv backup");
        assertThat(kvctl.run("snapshot", "inspect", "nothing").expect(2).err()).contains("there is no file");
        assertThat(kvctl.run(
                                "snapshot",
                                "save",
                                directory.resolve("unreachable").toString(),
                                "--endpoints",
                                "127.0.0.1:1",
                                "--timeout",
                                "1s")
                        .expect(3)
                        .err())
                .contains("127.0.0.1:1");
        assertThat(kvctl.run("snapshot", "save", directory.resolve("other").toString(), "--cluster-id", "another")
                        .expect(2)
                        .err())
                .contains("WRONG_CLUSTER");
    }

    @Test
    void scheduled_backups_are_verified_and_only_so_many_are_kept() throws Exception {
        up(kvctl.cluster(), "1");
        Path backups = directory.resolve("backups");
        Path metrics = directory.resolve("kv.prom");
        String[] schedule = {
            "snapshot",
            "schedule",
            "--once",
            "--keep",
            "2",
            "--directory",
            backups.toString(),
            "--metrics",
            metrics.toString()
        };
        for (int i = 0; i < 3; i++) {
            kvctl.run("put", "count", "" + i).expect(0);
            kvctl.run(schedule).expect(0);
        }
        List<String> kept = names(backups);
        assertThat(kept).hasSize(2).allMatch(name -> name.matches("ratis-kv-local-.*-r[34]\\.backup"));
        assertThat(metrics).content().contains("ratiskv_backup_last_attempt_good 1");
        for (String name : kept) {
            kvctl.run("snapshot", "verify", backups.resolve(name).toString()).expect(0);
        }

        kvctl.run("down").expect(0);
        assertThat(kvctl.run(append(schedule, "--timeout", "1s")).exitCode()).isEqualTo(3);
        assertThat(names(backups)).as("nothing is deleted when a backup fails").isEqualTo(kept);
        assertThat(metrics).content().contains("ratiskv_backup_last_attempt_good 0");
    }

    private void up(Path cluster, String nodes) throws IOException, InterruptedException {
        kvctl.run("up", "--dir", cluster.toString(), "--nodes", nodes, "--base-port", "" + kvctl.basePort())
                .expect(0);
    }

    private static String[] append(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".backup"))
                    .sorted()
                    .toList();
        }
    }
}
