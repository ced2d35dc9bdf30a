package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.Consistency;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The members' loaded classes, kept from one start to the next by Java's class-data sharing: a start costs less than half
 * the CPU, which matters where members are killed every few seconds. Java checks by itself that an archive fits its jars and
 * goes on without it if not.
 */
final class ClassArchive {
    private static final Duration MAKE_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(3);
    private static final String PREFIX = "members-";
    private static final String SUFFIX = ".jsa";

    private ClassArchive() {}

    /** Only what members need of this class path, if that is all jars: directories cannot be archived. */
    static String membersClassPath(String classPath) {
        List<String> entries = Arrays.asList(classPath.split(File.pathSeparator));
        List<String> jars =
                entries.stream().filter(entry -> entry.endsWith(".jar")).toList();
        boolean hasServer = jars.stream().anyMatch(jar -> name(jar).matches("ratis-kv-server-.*(?<!tests)\\.jar"));
        return hasServer
                ? jars.stream()
                        .map(jar -> Path.of(jar).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator))
                : classPath;
    }

    /** Flags that make use of the archive of this class path; made by one start and stop of a member if there is none. */
    static synchronized List<String> flags(Path directory, ServerCommand typical) {
        if (Arrays.stream(typical.classPath().split(File.pathSeparator)).anyMatch(entry -> !entry.endsWith(".jar"))) {
            return List.of();
        }
        Path archive = directory.resolve(PREFIX + key(typical.classPath()) + SUFFIX);
        if (!Files.exists(archive)) {
            try {
                makeOnce(archive, typical);
            } catch (IOException | RuntimeException e) {
                // Members only start more slowly without it.
                System.err.println("no archive of the members' classes: " + e);
                return List.of();
            }
        }
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    /** Other JVMs may want it at the same time: one makes it, they wait. */
    private static void makeOnce(Path archive, ServerCommand typical) throws IOException {
        Path directory = Files.createDirectories(archive.getParent());
        try (FileChannel channel = FileChannel.open(
                        directory.resolve("members-archive.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (held.isValid() && !Files.exists(archive)) {
                removeOlder(directory);
                make(archive, typical);
            }
        }
    }

    private static void removeOlder(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (name(file.toString()).startsWith(PREFIX)
                        && name(file.toString()).endsWith(SUFFIX)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void make(Path archive, ServerCommand typical) throws IOException {
        Path home = archive.resolveSibling("members-archive-" + UUID.randomUUID());
        Path draft = home.resolve("draft.jsa");
        List<String> flags = new ArrayList<>(typical.jvmFlags());
        flags.add("-XX:ArchiveClassesAtExit=" + draft);
        List<Integer> ports = Ports.free(2);
        List<String> arguments = List.of(
                "--member.id=n1",
                "--cluster.id=class-archive",
                "--member.data-directory=" + home.resolve("data"),
                "--client.listen=127.0.0.1:" + ports.get(0),
                "--cluster.peers=n1=127.0.0.1:" + ports.get(1) + "/127.0.0.1:" + ports.get(0));
        ServerCommand command = new ServerCommand(ServerCommand.SERVER_MAIN, flags, arguments, typical.classPath());
        try (ServerProcess process = new ServerProcess("class-archive", home)) {
            process.start(command);
            Poll.until("a member whose classes are archived", MAKE_TIMEOUT, () -> serves(process, ports.get(0)));
            process.terminate();
            process.awaitExit(MAKE_TIMEOUT);
            Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Directories.delete(home);
        }
    }

    private static Optional<Boolean> serves(ServerProcess process, int port) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the member ended; its log: " + process.log());
        }
        try (WireConnection connection = WireConnection.open(port, ASK_TIMEOUT)) {
            return connection.get("any", Consistency.LINEARIZABLE).hasRange() ? Optional.of(true) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String key(String classPath) {
        StringBuilder key = new StringBuilder(System.getProperty("java.vm.version"));
        for (String jar : classPath.split(File.pathSeparator)) {
            try {
                key.append(jar).append(Files.getLastModifiedTime(Path.of(jar)).toMillis());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static String name(String path) {
        return String.valueOf(Path.of(path).getFileName());
    }
}
