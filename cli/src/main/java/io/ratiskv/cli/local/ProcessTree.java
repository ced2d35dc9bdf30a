package io.ratiskv.cli.local;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A program and what it has started. Whose parent has ended can be found by nobody any more: so those that were seen once
 * are remembered; what a program leaves behind when it ends by itself is not known.
 *
 * <p>Thread: any.
 */
public final class ProcessTree {
    /** After SIGKILL only a process that hangs in the kernel takes longer; it will not return to its program either. */
    private static final Duration KILLED = Duration.ofSeconds(2);

    private final ProcessHandle root;
    private final Set<ProcessHandle> seen = new LinkedHashSet<>();

    public ProcessTree(Process root) {
        this.root = root.toHandle();
    }

    /** Asks all of them to end (SIGTERM). */
    public void terminate() {
        look().forEach(ProcessHandle::destroy);
    }

    /** Ends all of them (SIGKILL). */
    public void kill() {
        look().forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until those that were asked to end have ended; after {@code grace} they are ended. */
    public void awaitEnd(Duration grace) {
        if (!awaitExit(grace)) {
            kill();
            awaitExit(KILLED);
        }
    }

    private boolean awaitExit(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        for (ProcessHandle process : look()) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!Processes.awaitExit(process, left)) {
                return false;
            }
        }
        return true;
    }

    private synchronized List<ProcessHandle> look() {
        seen.add(root);
        List<ProcessHandle> more =
                seen.stream().flatMap(ProcessTree::descendants).toList();
        seen.addAll(more);
        return List.copyOf(seen);
    }

    private static Stream<ProcessHandle> descendants(ProcessHandle process) {
        return process.isAlive() ? process.descendants() : Stream.empty();
    }
}
