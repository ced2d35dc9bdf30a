package io.ratiskv.server.fakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Temporary directories of tests in {@link MemoryDisk}, if it is there; {@code pom.xml} has JUnit use it. */
public final class MemoryTempDirs implements TempDirFactory {
    private static final String PREFIX = "ratiskv-test-";

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        Optional<Path> memory = MemoryDisk.root();
        return memory.isPresent() ? Files.createTempDirectory(memory.get(), PREFIX) : Files.createTempDirectory(PREFIX);
    }
}
