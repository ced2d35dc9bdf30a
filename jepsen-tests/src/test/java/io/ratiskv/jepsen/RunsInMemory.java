package io.ratiskv.jepsen;

import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.server.fakes.MemoryDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Logs and data of the members that tests start are in {@link MemoryDisk}, if it is there. After a failure they are copied to
 * where they would have been on disk; in memory nothing stays. Found by JUnit as a service.
 */
public final class RunsInMemory implements LauncherSessionListener {
    private static final String PROPERTY = "jepsen.runs";
    private static final Path ON_DISK = Path.of("target", "jepsen-runs");

    private final AtomicBoolean failed = new AtomicBoolean();
    private @Nullable Path inMemory;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Optional<Path> memory = MemoryDisk.root();
        if (memory.isEmpty() || System.getProperty(PROPERTY) != null) {
            return;
        }
        try {
            Path runs = Files.createTempDirectory(memory.get(), "ratiskv-runs-");
            inMemory = runs;
            System.setProperty(PROPERTY, runs.toString());
            System.out.println("Members' data and logs are in " + runs + " (-Dtests.on-disk=true: on disk).");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        session.getLauncher().registerTestExecutionListeners(new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.set(true);
                }
            }
        });
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        Path runs = inMemory;
        if (runs == null) {
            return;
        }
        if (failed.get()) {
            Path kept = ON_DISK.resolve("failed-" + runs.getFileName());
            try {
                Files.createDirectories(ON_DISK);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Directories.copy(runs, kept);
            System.out.println("Members' data and logs were copied to " + kept + ".");
        }
        Directories.delete(runs);
    }
}
