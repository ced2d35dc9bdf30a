package io.ratiskv.jepsen.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every process started by this JVM and not seen dead yet. They are killed when the JVM exits, however it comes to that;
 * only a kill -9 of this JVM leaves them, and then the pid file lets the next run on the same directory end them.
 */
final class LiveProcesses {
    // One table and one hook for the JVM: a hook per process would pile up in a long run.
    private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> LIVE.forEach(Process::destroyForcibly), "kill-live-processes"));
    }

    private LiveProcesses() {}

    static void started(Process process, Path pidFile) {
        LIVE.add(process);
        process.onExit().thenAccept(LIVE::remove);
        String start = process.info().startInstant().map(Object::toString).orElse("");
        try {
            Files.writeString(pidFile, process.pid() + " " + start);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process that the file names, if it is still the same one. */
    static void endLeftOver(Path pidFile) {
        if (!Files.exists(pidFile)) {
            return;
        }
        try {
            String[] words = Files.readString(pidFile).split(" ", -1);
            if (words.length < 2) {
                return; // Whoever wrote it was killed before it was whole: nobody knows which process it was.
            }
            Optional<ProcessHandle> handle = ProcessHandle.of(Long.parseLong(words[0]));
            boolean same = handle.flatMap(h -> h.info().startInstant())
                    .map(start -> start.toString().equals(words[1]))
                    .orElse(false);
            if (same) {
                handle.get().destroyForcibly();
                handle.get().onExit().join();
            }
            Files.delete(pidFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
