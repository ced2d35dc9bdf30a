package io.ratiskv.jepsen.peers.store;

import io.ratiskv.jepsen.cluster.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Real etcd, from a binary of this machine. */
public final class EtcdStore implements Store {
    /** What is said when there is no binary. */
    public static final String MISSING =
            "no etcd binary: install one (Debian: apt-get install etcd-server; version 3.5 or"
                    + " newer is what the goals speak of) and put it on PATH, or name it with --etcd=FILE; --stores=ours,zookeeper"
                    + " goes without";

    private final Path binary;
    private final String version;

    /**
     * @param binary the etcd server
     * @throws IllegalArgumentException if it cannot be run
     */
    public EtcdStore(Path binary) {
        this.binary = binary.toAbsolutePath();
        this.version = askVersion(this.binary);
    }

    /** The binary of this name on PATH. */
    public static Optional<Path> onPath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "etcd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String askVersion(Path binary) {
        try {
            Process asked = new ProcessBuilder(binary.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (asked.waitFor() != 0 || !said.contains("etcd Version: ")) {
                throw new IllegalArgumentException(binary + " --version does not say that it is etcd: " + said);
            }
            return "etcd "
                    + said.lines()
                            .filter(line -> line.startsWith("etcd Version: "))
                            .findFirst()
                            .orElseThrow()
                            .substring("etcd Version: ".length());
        } catch (IOException e) {
            throw new IllegalArgumentException(binary + " cannot be run: " + e.getMessage() + "; " + MISSING, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking etcd for its version", e);
        }
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<String> settings() {
        return List.of(
                "defaults, so fsync on, plus: " + String.join(" ", EtcdCluster.FLAGS)
                        + " (a run may write more than the 2 GiB that it takes by default)",
                "client: plain gRPC, direct executor, no retries; 3 channels to the leader, one to each member for local"
                        + " reads and watches; a stream per watcher; linearizable reads are Range, local ones"
                        + " serializable Range; compare-and-set is Txn on the mod revision");
    }

    @Override
    public StoreCluster start(Path directory) {
        try {
            Directories.delete(directory);
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Fresh.started(new EtcdCluster(binary, directory));
    }
}
