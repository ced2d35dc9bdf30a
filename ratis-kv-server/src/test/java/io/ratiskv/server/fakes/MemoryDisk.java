package io.ratiskv.server.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The machine's file system in memory, for data of tests. Disks that are shared with others were seen to stand still for more
 * than three minutes, without a single write done; no story of ours is about that, and all of them failed. That only synced
 * data counts is for faults to show, which take away what was not synced; what real disks do, for {@code bin/jepsen}'s shows.
 *
 * <p>{@code -Dtests.on-disk=true}, or a machine without room in memory: data is where it was, on disk.
 */
public final class MemoryDisk {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Path MOUNTS = Path.of("/proc/mounts");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    /** A whole build writes a third of it. */
    private static final long ROOM_BYTES = 4L << 30;

    /** So much beyond that for what runs: two JVMs of tests, Maven, up to ten members. */
    private static final long FREE_BYTES = ROOM_BYTES + (8L << 30);

    private MemoryDisk() {}

    /** Where it is; empty: tests are to stay on disk. */
    public static Optional<Path> root() {
        if (Boolean.getBoolean("tests.on-disk") || !Files.isWritable(SHARED_MEMORY)) {
            return Optional.empty();
        }
        try {
            boolean fits = Files.getFileStore(SHARED_MEMORY).getUsableSpace() >= ROOM_BYTES
                    && totalBytes() >= FREE_BYTES
                    && freeBytes(Files.readAllLines(MEMORY, UTF_8)) >= FREE_BYTES
                    && isMemoryToRunFrom(Files.readAllLines(MOUNTS, UTF_8));
            return fits ? Optional.of(SHARED_MEMORY) : Optional.empty();
        } catch (IOException unknown) {
            return Optional.empty(); // A machine that does not tell is not relied on.
        }
    }

    /** Of the machine, or of the container that this runs in: files in memory count as its own. */
    private static long totalBytes() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    /** Native code is unpacked beside the data: containers often forbid to run anything from there. */
    static boolean isMemoryToRunFrom(List<String> mounts) {
        return mounts.stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields[1].equals(SHARED_MEMORY.toString()))
                .reduce((covered, top) -> top)
                .filter(top ->
                        top[2].equals("tmpfs") && !List.of(top[3].split(",")).contains("noexec"))
                .isPresent();
    }

    static long freeBytes(List<String> memory) {
        return memory.stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
