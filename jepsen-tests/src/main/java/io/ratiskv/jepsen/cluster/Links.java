package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.fault.Commands;
import io.ratiskv.jepsen.fault.NativeCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Delays, duplicates and reorders packets between hosts. While any of that is wanted a small program of ours forwards frames in
 * the bridge's place; else the kernel's bridge does, at no cost.
 *
 * <p>Thread: any; guarded by itself.
 */
public final class Links implements AutoCloseable {
    private final String namespace;
    private final int hosts;
    private final Map<String, Map<String, Double>> wanted = new HashMap<>();
    private @Nullable Process forwarder;
    private @Nullable BufferedReader answers;

    Links(String namespace, int hosts) {
        this.namespace = namespace;
        this.hosts = hosts;
    }

    /**
     * What the forwarder has done since it took the bridge's place.
     *
     * @param forwarded frames
     * @param delayed frames that were held back
     * @param duplicated second copies
     * @param reordered frames that overtook others
     */
    public record Counts(long forwarded, long delayed, long duplicated, long reordered) {}

    /** A plain word why it cannot be done; empty: it can. */
    public static Optional<String> unavailable() {
        return NativeCode.unavailable();
    }

    /**
     * Wants this between all hosts and this JVM, until {@link #unwant}.
     *
     * @param who asks; a second wish replaces the first
     * @param wish of {@code delay} and {@code jitter} (milliseconds), {@code dup} and {@code reorder} (percent)
     */
    public synchronized void want(String who, Map<String, Double> wish) {
        wanted.put(who, Map.copyOf(wish));
        if (forwarder == null) {
            takeOver();
        }
        apply();
    }

    /** Wants nothing any more; with the last wish the bridge comes back. */
    public synchronized void unwant(String who) {
        if (wanted.remove(who) == null) {
            return;
        }
        if (wanted.isEmpty()) {
            giveBack();
        } else {
            apply();
        }
    }

    /** What was done so far; zeros while the bridge works. */
    public synchronized Counts counts() {
        if (forwarder == null) {
            return new Counts(0, 0, 0, 0);
        }
        String said = ask("stat");
        Matcher numbers = Pattern.compile("forwarded (\\d+) delayed (\\d+) duplicated (\\d+) reordered (\\d+)")
                .matcher(said);
        if (!numbers.find()) {
            throw new IllegalStateException("the forwarder says " + said);
        }
        return new Counts(
                Long.parseLong(numbers.group(1)),
                Long.parseLong(numbers.group(2)),
                Long.parseLong(numbers.group(3)),
                Long.parseLong(numbers.group(4)));
    }

    private void takeOver() {
        Path program = NativeCode.program("forwarder.c");
        try {
            Process started = new ProcessBuilder(
                            "ip", "netns", "exec", namespace, program.toString(), Integer.toString(hosts + 1))
                    .redirectErrorStream(true)
                    .start();
            forwarder = started;
            answers = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
            String ready = answers.readLine();
            if (!"ready".equals(ready)) {
                throw new IllegalStateException("the forwarder says " + ready);
            }
            // Both see a frame for a moment, or neither does: TCP stands either.
            ports("nomaster");
        } catch (IOException e) {
            giveBack();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            giveBack();
            throw e;
        }
    }

    private void giveBack() {
        Process running = forwarder;
        forwarder = null;
        answers = null;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
            ports("master br0");
        }
    }

    private void ports(String how) {
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i <= hosts; i++) {
            batch.append("link set p").append(i).append(" ").append(how).append("\n");
        }
        Commands.feed(batch.toString(), List.of("ip", "-n", namespace, "-batch", "-"));
    }

    private void apply() {
        Map<String, Double> sum = new HashMap<>();
        wanted.values().forEach(wish -> wish.forEach((what, much) -> sum.merge(what, much, Double::sum)));
        ask(String.format(
                Locale.ROOT,
                "set %f %f %f %f",
                sum.getOrDefault("delay", 0.0),
                sum.getOrDefault("jitter", 0.0),
                sum.getOrDefault("dup", 0.0),
                sum.getOrDefault("reorder", 0.0)));
    }

    private String ask(String command) {
        Process running = forwarder;
        BufferedReader reader = answers;
        if (running == null || reader == null) {
            throw new IllegalStateException("the forwarder does not run");
        }
        try {
            running.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            running.getOutputStream().flush();
            String said = reader.readLine();
            if (said == null) {
                throw new IllegalStateException("the forwarder has ended");
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        wanted.clear();
        giveBack();
    }
}
