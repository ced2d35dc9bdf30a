package io.ratiskv.jepsen.holder;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a holder did, a line for each begin and each end of a call: number, nanoseconds, then words. Written line by line, so that
 * a holder may be killed at any time.
 *
 * <p>Thread: any; guarded by itself.
 */
final class EventFile implements AutoCloseable {
    private final BufferedWriter out;
    private final AtomicLong calls = new AtomicLong();

    /**
     * One line.
     *
     * @param call number of the call
     * @param begin whether it begins, else it ends
     * @param nanos when
     * @param words what
     */
    record Line(long call, boolean begin, long nanos, List<String> words) {}

    EventFile(Path file) {
        try {
            out = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call begins; returns its number. */
    long begin(String... words) {
        long call = calls.incrementAndGet();
        write(call, "+", words);
        return call;
    }

    void end(long call, String... words) {
        write(call, "-", words);
    }

    // The time is taken outside the lock: of a begin before, of an end after everything that it is about.
    private void write(long call, String what, String... words) {
        String line = call + " " + what + " " + System.nanoTime() + " " + String.join(" ", words) + "\n";
        synchronized (this) {
            try {
                out.write(line);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What was written so far; the last line may be under way and is left out then. */
    static List<Line> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            String text = Files.readString(file);
            List<Line> lines = new ArrayList<>();
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                if (!line.isEmpty()) {
                    List<String> words = List.of(line.split(" "));
                    lines.add(new Line(
                            Long.parseLong(words.get(0)),
                            words.get(1).equals("+"),
                            Long.parseLong(words.get(2)),
                            words.subList(3, words.size())));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
