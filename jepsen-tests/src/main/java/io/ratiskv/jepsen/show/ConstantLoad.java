package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.jepsen.workload.Meter;
import io.ratiskv.jepsen.workload.Workload;
import io.ratiskv.jepsen.workload.WorkloadResult;
import io.ratiskv.jepsen.workload.WorkloadSetup;
import io.ratiskv.jepsen.workload.Workloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The same number of calls every second, whatever happens: registers, whose history must be linearizable, and keys that are
 * each written once, none of which may be lost. What became of them in some span of time is told afterwards.
 *
 * <p>Thread: one.
 */
final class ConstantLoad implements AutoCloseable {
    private static final String LEDGER = "ledger";
    private static final List<String> WORKLOADS = List.of("register", LEDGER);
    private static final int CLIENTS = 2;
    private static final int THREADS = 4;
    private static final long CALLS_MAX = 60_000;

    private final List<KvClient> clients = new ArrayList<>();
    private final List<Workload> workloads = new ArrayList<>();
    private final List<Meter> meters = new ArrayList<>();
    private final long beganNanos = System.nanoTime();

    /**
     * What became of the ledger's writes that ended in a span of time.
     *
     * @param ok acknowledged
     * @param failed ended otherwise, after all attempts of the client
     * @param longestStall without an acknowledgement
     */
    record Window(long ok, long failed, Duration longestStall) {}

    /** What all of it came to. */
    record Outcome(List<WorkloadResult> results) {
        List<Verdict> verdicts() {
            return results.stream().flatMap(r -> r.verdicts().stream()).toList();
        }

        long calls() {
            return results.stream().mapToLong(r -> r.calls().size()).sum();
        }

        /** From one {@link ConstantLoad#now} to another one. */
        Window window(long fromNanos, long toNanos) {
            List<Recorded> ended = results.stream()
                    .filter(r -> r.workload().equals(LEDGER))
                    .flatMap(r -> r.calls().stream())
                    .filter(c -> c.endedNanos() >= fromNanos && c.endedNanos() <= toNanos)
                    .toList();
            long[] acknowledged = ended.stream()
                    .filter(c -> c.completion() == Completion.OK)
                    .mapToLong(Recorded::endedNanos)
                    .sorted()
                    .toArray();
            long last = fromNanos;
            long longest = 0;
            for (long nanos : acknowledged) {
                longest = Math.max(longest, nanos - last);
                last = nanos;
            }
            longest = Math.max(longest, toNanos - last);
            return new Window(acknowledged.length, ended.size() - acknowledged.length, Duration.ofNanos(longest));
        }
    }

    private ConstantLoad() {}

    /**
     * Begins.
     *
     * @param directory for the histories
     * @param perSecond calls of both workloads together
     */
    static ConstantLoad start(String endpoints, Path directory, double perSecond, long seed) {
        ConstantLoad load = new ConstantLoad();
        for (int i = 0; i < CLIENTS; i++) {
            load.clients.add(Clients.open(endpoints, "load-" + i));
        }
        for (String name : WORKLOADS) {
            Meter meter = new Meter(perSecond / WORKLOADS.size(), CALLS_MAX);
            load.meters.add(meter);
            WorkloadSetup setup = new WorkloadSetup(
                    name + "-" + seed + "/",
                    load.clients,
                    load.clients,
                    THREADS,
                    meter,
                    seed,
                    load.beganNanos,
                    created(directory.resolve(name)));
            load.workloads.add(Workloads.byName(name, setup));
        }
        load.workloads.forEach(Workload::start);
        return load;
    }

    /** Nanoseconds since the load began, as its calls are timed. */
    long now() {
        return System.nanoTime() - beganNanos;
    }

    /** Calls that have ended well so far. */
    long ok() {
        return meters.stream().mapToLong(m -> m.counts().ok()).sum();
    }

    /** Waits for open calls, makes the last reads and judges. */
    Outcome finish() {
        meters.forEach(Meter::stop);
        return new Outcome(workloads.stream().map(Workload::finish).toList());
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        meters.forEach(Meter::stop);
        clients.forEach(client -> client.close(Duration.ofSeconds(1)));
    }
}
