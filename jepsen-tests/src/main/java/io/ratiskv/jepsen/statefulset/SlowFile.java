package io.ratiskv.jepsen.statefulset;

import io.ratiskv.jepsen.fault.Commands;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A file that takes its time to be read: a pipe in its place, for each reader a new one, which is filled after a while. Two
 * readers of the same instant may get one pipe; then one of them finds nothing, as when a name server loses a question.
 *
 * <p>Thread: its own; public methods by one.
 */
final class SlowFile implements AutoCloseable {
    private final Path file;
    private final Duration each;
    private final Supplier<String> text;
    private final AtomicLong served = new AtomicLong();
    private final Thread thread;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread own = new Thread(task, "slow-names");
        own.setDaemon(true);
        return own;
    });
    private volatile boolean closed;
    private volatile Path pipe;
    private int pipes;

    private SlowFile(Path file, Duration each, Supplier<String> text) {
        this.file = file;
        this.each = each;
        this.text = text;
        this.pipe = nextPipe();
        this.thread = new Thread(this::serve, "slow-names-" + file.getFileName());
        thread.setDaemon(true);
    }

    /** From now on who reads this file waits for so long, and then finds the text of that moment. */
    static SlowFile inPlaceOf(Path file, Duration each, Supplier<String> text) {
        SlowFile slow = new SlowFile(file, each, text);
        slow.thread.start();
        return slow;
    }

    /** Readers so far. */
    long served() {
        return served.get();
    }

    private void serve() {
        while (!closed) {
            try {
                Path current = pipe;
                // Blocks until somebody opens the pipe to read it.
                FileOutputStream out = new FileOutputStream(current.toFile());
                if (closed) {
                    out.close();
                    return;
                }
                pipe = nextPipe();
                served.incrementAndGet();
                clock.schedule(() -> answer(current, out), each.toMillis(), TimeUnit.MILLISECONDS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(Path read, FileOutputStream out) {
        try (out) {
            out.write(text.get().getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            // The reader was killed while it waited: nobody needs the answer.
        } finally {
            delete(read);
        }
    }

    private Path nextPipe() {
        Path next = file.resolveSibling(file.getFileName() + ".pipe-" + pipes++);
        Path link = file.resolveSibling(file.getFileName() + ".link");
        delete(next);
        Commands.run(List.of("mkfifo", next.toString()));
        try {
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, next.toAbsolutePath());
            Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return next;
    }

    private static void delete(Path old) {
        try {
            Files.deleteIfExists(old);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever waits still gets its answer. The file itself leads nowhere then, until it is put back. */
    @Override
    public void close() {
        closed = true;
        // Opened both ways a pipe blocks nobody, and lets go whoever waits for a reader.
        try (RandomAccessFile release = new RandomAccessFile(pipe.toFile(), "rw")) {
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            delete(pipe);
            clock.shutdown();
        }
    }
}
