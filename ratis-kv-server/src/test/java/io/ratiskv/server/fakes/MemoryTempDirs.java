package io.ratiskv.server.fakes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary directories of tests in {@link MemoryDisk}, if it is there; {@code pom.xml} has JUnit use it. Those of JVMs that
 * were killed are deleted by the next one.
 */
public final class MemoryTempDirs implements TempDirFactory {
    private static final String PREFIX = "ratiskv-test-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-.*");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        Optional<Path> memory = MemoryDisk.root();
        if (memory.isEmpty()) {
            return Files.createTempDirectory(PREFIX);
        }
        sweep(memory.get());
        return Files.createTempDirectory(
                memory.get(), PREFIX + ProcessHandle.current().pid() + "-");
    }

    static void sweep(Path memory) throws IOException {
        try (Stream<Path> all = Files.list(memory)) {
            all.filter(MemoryTempDirs::isOfTheDead).forEach(MemoryTempDirs::delete);
        }
    }

    private static boolean isOfTheDead(Path directory) {
        Matcher name = NAME.matcher(directory.getFileName().toString());
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    private static void delete(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException anotherIsAtIt) {
            // Another JVM sweeps as well, or it is another user's: either way it is not ours.
        }
    }
}
