package io.ratiskv.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Whether a process that need not be a child of this one still runs. */
final class Processes {
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private Processes() {}

    static boolean isAlive(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    /** Waits for the end; answers whether it came in time. */
    static boolean awaitExit(ProcessHandle process, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        while (isAlive(process)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /**
     * A process that has ended and that nobody has asked after, as in a container without an init process: for Java it
     * lives on for ever.
     */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // pid (command) state …; the command may hold anything.
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException noProcFileSystemOrGone) {
            return false;
        }
    }
}
