package io.ratiskv.jepsen.statefulset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The name service of the pods: a file for each JVM ({@code -Djdk.net.hosts.file}), which Java reads anew at each look-up. A
 * change is seen after a lag, by the pod itself too, as with Kubernetes' DNS; look-ups can be made slow.
 *
 * <p>Thread: any; guarded by itself.
 */
final class Names implements AutoCloseable {
    /** The file that this JVM looks names up in cannot be chosen any more once it runs. */
    private static final String OWN = "jdk.net.hosts.file";

    private final Path directory;
    private final Duration lag;
    private final Map<String, String> addresses = new TreeMap<>();
    private final Map<Path, Optional<SlowFile>> views = new LinkedHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "names");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param directory for the files; exists
     * @param lag from a change until it is seen
     */
    Names(Path directory, Duration lag) {
        this.directory = directory;
        this.lag = lag;
        ownFile().ifPresent(file -> {
            views.put(file, Optional.empty());
            write(file);
        });
    }

    /** Where this JVM looks names up, if it was started so. */
    static Optional<Path> ownFile() {
        return Optional.ofNullable(System.getProperty(OWN)).map(Path::of);
    }

    /** For a JVM that looks names up in this file. */
    static String flag(Path file) {
        return "-D" + OWN + "=" + file;
    }

    /** The file of one more JVM. */
    synchronized Path viewOf(String who) {
        Path file = directory.resolve("names-" + who);
        if (views.putIfAbsent(file, Optional.empty()) == null) {
            write(file);
        }
        return file;
    }

    /** Names a pod, after the lag. */
    void point(String name, String address) {
        clock.schedule(() -> change(() -> addresses.put(name, address)), lag.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The pod is gone: its name leads nowhere, after the lag. */
    void forget(String name, String address) {
        clock.schedule(() -> change(() -> addresses.remove(name, address)), lag.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void change(Runnable change) {
        change.run();
        views.forEach((file, slow) -> {
            if (slow.isEmpty()) {
                write(file);
            }
        });
    }

    /** From now on each look-up of a pod takes so long. */
    synchronized void slow(Duration each) {
        Path own = ownFile().orElse(null);
        List<Path> files = new ArrayList<>(views.keySet());
        for (Path file : files) {
            if (!file.equals(own)) {
                views.put(file, Optional.of(SlowFile.inPlaceOf(file, each, this::text)));
            }
        }
    }

    /** Look-ups are answered at once again. Returns how many were slow. */
    synchronized long quick() {
        long slow = 0;
        for (Map.Entry<Path, Optional<SlowFile>> view : views.entrySet()) {
            if (view.getValue().isPresent()) {
                SlowFile file = view.getValue().get();
                view.setValue(Optional.empty());
                file.close();
                write(view.getKey());
                slow += file.served();
            }
        }
        return slow;
    }

    private synchronized String text() {
        return addresses.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey() + "\n")
                .collect(Collectors.joining("", "127.0.0.1 localhost\n", ""));
    }

    private void write(Path file) {
        try {
            Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".draft"), text());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        quick();
        clock.shutdownNow();
    }
}
