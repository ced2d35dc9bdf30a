package io.ratiskv.jepsen.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the figures were measured on. */
public final class Machine {
    private static final Set<String> MEMORY_FILE_SYSTEMS = Set.of("tmpfs", "ramfs");
    private static final double KIB_PER_GIB = 1024.0 * 1024;

    private Machine() {}

    /** Names and values for a report. */
    public static Map<String, String> describe(Path data) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        lines.put("CPU", first(Path.of("/proc/cpuinfo"), "model name"));
        String memory = first(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", "");
        lines.put("memory", memory.isEmpty() ? "?" : Math.round(Long.parseLong(memory) / KIB_PER_GIB) + " GiB");
        lines.put("disk", fileSystem(data));
        lines.put("OS", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        lines.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return lines;
    }

    private static String first(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("?");
        } catch (IOException e) {
            // Not Linux: the line says that it is not known.
            return "?";
        }
    }

    /** Type of the file system that holds this directory. */
    private static String fileSystem(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return store.type();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException if an fsync here would cost nothing */
    public static void requireDisk(Path directory) {
        String type = fileSystem(directory);
        if (MEMORY_FILE_SYSTEMS.contains(type)) {
            throw new IllegalArgumentException(
                    directory + " is on " + type + ", where fsync costs nothing; name one on a disk with --directory");
        }
    }
}
