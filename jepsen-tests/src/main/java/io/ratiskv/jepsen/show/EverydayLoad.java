package io.ratiskv.jepsen.show;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchHandle;
import io.ratiskv.jepsen.checker.RegisterZones;
import io.ratiskv.jepsen.checker.RevisionOrder;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.Operation;
import io.ratiskv.jepsen.workload.Clients;
import io.ratiskv.jepsen.workload.Meter;
import io.ratiskv.jepsen.workload.RegisterWorkload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What applications do all day, by clients with default settings: some threads that read, write and compare-and-set as fast as
 * they are answered, each call recorded; puts and gets that are due at a rate, answered or not; a watch of those puts; a
 * {@link LockKeeper} that holds a lock all the time and writes under its fence.
 *
 * <p>A request has failed when its caller was told anything but an answer. Times of what is due at a rate count from when
 * it was due.
 *
 * <p>Thread: one for the public methods.
 */
final class EverydayLoad implements AutoCloseable {
    /** What clients have unless they are told otherwise. */
    static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

    private static final String OPEN_PREFIX = "open/";
    private static final int OPEN_KEYS = 64;
    private static final int REGISTERS = 8;
    private static final long CALLS_MAX = 200_000;
    private static final int PROBLEMS_MAX = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<KvClient> clients = new ArrayList<>();
    private final Latencies openTimes = new Latencies();
    private final Latencies watchTimes = new Latencies();
    private final AckGaps gaps = new AckGaps();
    private final LongAdder failures = new LongAdder();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final Deliveries deliveries = new Deliveries(watchTimes, new LongAdder());
    private final WatchHandle watch;
    private final LockKeeper keeper;
    private final RegisterWorkload registers;
    private final KvClient offering;
    private final double openRate;
    private final Duration deadline;
    private final Thread open = new Thread(this::offer, "open-load");
    private volatile long asked;
    private volatile boolean over;

    /** What a load has seen. Nanoseconds. */
    record Outcome(
            History history,
            Latencies closed,
            Latencies open,
            Latencies watch,
            long requests,
            long failed,
            long longestWithoutAckNanos,
            List<String> problems) {}

    private EverydayLoad(String endpoints, int threads, double closedRate, double openRate, Duration deadline) {
        this.openRate = openRate;
        this.deadline = deadline;
        try (KvClient patient = Clients.open(endpoints, "setup")) {
            patient.admin().protect(KeyRange.prefix(LockKeeper.PREFIX));
        }
        watch = client(endpoints, "watch")
                .watch(Watch.prefix(OPEN_PREFIX).from(1).onlyPuts(), deliveries);
        keeper = new LockKeeper(client(endpoints, "lock"), gaps::acknowledged, this::failed);
        offering = client(endpoints, "open");
        registers = RegisterWorkload.start(
                List.of(client(endpoints, "closed-1"), client(endpoints, "closed-2")),
                threads,
                REGISTERS,
                1,
                new Meter(closedRate, CALLS_MAX));
    }

    /**
     * Starts it.
     *
     * @param threads that call as fast as they are answered
     * @param closedRate of all of them together at most, calls a second; 0: as fast as answers come
     * @param openRate calls a second that are due whether others were answered or not
     * @param deadline of every call; all else is as clients are by default
     */
    static EverydayLoad start(String endpoints, int threads, double closedRate, double openRate, Duration deadline) {
        EverydayLoad load = new EverydayLoad(endpoints, threads, closedRate, openRate, deadline);
        load.open.setDaemon(true);
        load.open.start();
        load.keeper.start();
        return load;
    }

    /** Calls of the open load answered so far: whoever looks twice sees that it flows. */
    long answered() {
        return answered.get();
    }

    private KvClient client(String endpoints, String name) {
        KvClient client = KvClient.builder()
                .endpoints(List.of(endpoints.split(",")))
                .name(name)
                .deadline(deadline)
                .build();
        clients.add(client);
        return client;
    }

    private void offer() {
        long began = System.nanoTime();
        for (long i = 0; !over; i++) {
            long due = began + (long) (i / openRate * 1e9);
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
            }
            call(i, due);
            asked = i + 1;
        }
    }

    private void call(long number, long due) {
        String key = OPEN_PREFIX + number % OPEN_KEYS;
        boolean put = number % 2 == 0;
        (put
                        ? offering.async().put(Put.of(key, Deliveries.value(number / 2, "x")))
                        : offering.async().get(key))
                .whenComplete((answer, failure) -> {
                    openTimes.add(System.nanoTime() - due);
                    if (failure != null) {
                        failed((put ? "put " : "get ") + key + ": " + failure);
                    } else if (put) {
                        written.incrementAndGet();
                        gaps.acknowledged();
                    }
                    answered.incrementAndGet();
                });
    }

    private void failed(String what) {
        failures.increment();
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(what);
        }
    }

    /** Ends it, waits for what is open, and judges. */
    Outcome stop() {
        over = true;
        join(open);
        keeper.stop();
        History history = registers.stop();
        awaitAnswers();
        Latencies closed = new Latencies();
        for (Operation operation : history.operations()) {
            closed.add(operation.endedNanos() - operation.invokedNanos());
            if (operation.completion() != Completion.OK && !operation.refused()) {
                failed(operation.describe());
            }
        }
        List<String> found = new ArrayList<>(problems);
        RevisionOrder.check(history).forEach(violation -> found.add(words(violation)));
        RegisterZones.check(history).forEach(violation -> found.add(words(violation)));
        found.addAll(keeper.problems());
        if (!deliveries.problem().isEmpty()) {
            found.add("the watch " + deliveries.problem());
        }
        if (deliveries.count() < written.get()) {
            found.add("the watch was told of " + deliveries.count() + " of " + written.get() + " puts");
        }
        return new Outcome(
                history,
                closed,
                openTimes,
                watchTimes,
                history.operations().size() + asked + keeper.writes(),
                failures.sum(),
                gaps.longestNanos(),
                found);
    }

    private static String words(Violation violation) {
        return "history: " + violation;
    }

    private void awaitAnswers() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while ((answered.get() < asked || deliveries.count() < written.get()) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (answered.get() < asked) {
            failed((asked - answered.get()) + " calls were never answered");
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over = true;
        keeper.stop();
        watch.close();
        clients.forEach(client -> client.close(Duration.ofSeconds(1)));
    }
}
