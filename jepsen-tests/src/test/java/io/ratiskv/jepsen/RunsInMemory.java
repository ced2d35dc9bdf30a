package io.ratiskv.jepsen;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.cluster.ServerProcess;
import io.ratiskv.server.fakes.MemoryDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Logs and data of the members that tests start are in {@link MemoryDisk}, if it is there. After a failure they are copied to
 * where they would have been on disk; in memory nothing stays, and what a build that was killed has left, running members
 * too, is ended by the next one of this checkout. Found by JUnit as a service.
 */
public final class RunsInMemory implements LauncherSessionListener {
    private static final String PROPERTY = "jepsen.runs";
    private static final Path ON_DISK = Path.of("target", "jepsen-runs");

    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile @Nullable Path inMemory;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        session.getLauncher().registerTestExecutionListeners(new TestExecutionListener() {
            // Not before: JUnit opens sessions only to look for tests, too.
            @Override
            public void testPlanExecutionStarted(TestPlan plan) {
                begin();
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.set(true);
                }
            }
        });
    }

    private void begin() {
        if (System.getProperty(PROPERTY) == null) {
            MemoryDisk.root().ifPresent(memory -> {
                Path runs = memory.resolve(name());
                empty(runs);
                inMemory = runs;
                System.setProperty(PROPERTY, runs.toString());
                System.out.println("Members' data and logs are in " + runs + " (-Dtests.on-disk=true: on disk).");
            });
        }
    }

    /** The same for each JVM of this checkout's tests, so that the next build finds what this one leaves if it is killed. */
    private static String name() {
        byte[] checkout = Path.of("").toAbsolutePath().toString().getBytes(UTF_8);
        return "ratiskv-runs-" + UUID.nameUUIDFromBytes(checkout) + "-" + System.getProperty("jepsen.fork", "0");
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        Path runs = inMemory;
        if (runs == null) {
            return;
        }
        System.clearProperty(PROPERTY);
        try {
            if (failed.get() && Files.exists(runs)) {
                Path kept = ON_DISK.resolve("failed-" + runs.getFileName());
                Directories.delete(kept);
                Files.createDirectories(ON_DISK);
                Directories.copy(runs, kept);
                System.out.println("Members' data and logs were copied to " + kept + ".");
            }
            empty(runs);
        } catch (IOException | RuntimeException e) {
            // The tests have said what they found; this must not take its place.
            System.out.println("What is in " + runs + " stays there: " + e);
        }
    }

    private static void empty(Path runs) {
        if (!Files.exists(runs)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(runs)) {
            tree.filter(path -> path.endsWith("pid")).map(Path::getParent).forEach(ServerProcess::endLeftOver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Directories.delete(runs);
    }
}
