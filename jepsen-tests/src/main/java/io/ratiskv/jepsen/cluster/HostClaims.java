package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.fault.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Numbers of sets of hosts. A number is claimed by a file that names its owner before anything is made under it, so whatever
 * a killed run has left is found and removed by the next one. Number k stands for namespaces {@code rkv<k>-…}, the
 * interface {@code rkv<k>} and the network 198.18.k.0/24, of the range that RFC 2544 keeps for tests.
 *
 * <p>Thread: any.
 */
final class HostClaims {
    private static final Path DIRECTORY = Path.of("/run/ratis-kv-jepsen");
    private static final int NUMBERS = 256;
    // A claim that is younger and still empty is just being written.
    private static final Duration WRITING = Duration.ofSeconds(10);

    // One table and one hook for the JVM, as for processes.
    private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OURS.forEach(HostClaims::release), "remove-hosts"));
    }

    private HostClaims() {}

    /** Removes what dead owners have left, then claims a free number. */
    static int claim() {
        try {
            Files.createDirectories(DIRECTORY);
            removeLeftOvers();
            String routes = Commands.run(List.of("ip", "-4", "-o", "addr"));
            for (int number = 1; number < NUMBERS; number++) {
                if (!routes.contains(" " + network(number) + ".") && claimed(number)) {
                    OURS.add(number);
                    return number;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("all " + NUMBERS + " networks for tests are in use, see " + DIRECTORY);
    }

    /** First three parts of the network's addresses. */
    static String network(int number) {
        return "198.18." + number;
    }

    /** Prefix of its namespaces, without the dash, and name of its interface. */
    static String name(int number) {
        return "rkv" + number;
    }

    private static boolean claimed(int number) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        try {
            Files.writeString(
                    DIRECTORY.resolve(Integer.toString(number)),
                    self.pid() + " " + startOf(self),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void removeLeftOvers() throws IOException {
        try (Stream<Path> claims = Files.list(DIRECTORY)) {
            for (Path claim : (Iterable<Path>) claims::iterator) {
                if (isLeftOver(claim)) {
                    release(Integer.parseInt(claim.getFileName().toString()));
                }
            }
        }
    }

    private static boolean isLeftOver(Path claim) throws IOException {
        String[] owner = Files.readString(claim).split(" ", -1);
        if (owner.length < 2) {
            return Files.getLastModifiedTime(claim)
                    .toInstant()
                    .isBefore(Instant.now().minus(WRITING));
        }
        return ProcessHandle.of(Long.parseLong(owner[0]))
                .map(handle -> !startOf(handle).equals(owner[1]))
                .orElse(true);
    }

    private static String startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toString).orElse("");
    }

    /** Ends what runs on these hosts, removes them and gives the number back. */
    static void release(int number) {
        String prefix = name(number) + "-";
        for (String line : Commands.run(List.of("ip", "netns", "list")).lines().toList()) {
            String namespace = line.split(" ", -1)[0];
            if (namespace.startsWith(prefix)) {
                Commands.run(List.of("ip", "netns", "pids", namespace))
                        .lines()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                        .forEach(ProcessHandle::destroyForcibly);
                Commands.run(List.of("ip", "netns", "delete", namespace));
            }
        }
        deleteInterface(name(number));
        OURS.remove(number);
        try {
            Files.deleteIfExists(DIRECTORY.resolve(Integer.toString(number)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It goes by itself with the namespace of its other end, which takes the kernel a moment. */
    private static void deleteInterface(String name) {
        Path device = Path.of("/sys/class/net", name);
        try {
            if (Files.exists(device)) {
                Commands.run(List.of("ip", "link", "delete", name));
            }
        } catch (IllegalStateException e) {
            if (Files.exists(device)) {
                throw e;
            }
        }
    }
}
