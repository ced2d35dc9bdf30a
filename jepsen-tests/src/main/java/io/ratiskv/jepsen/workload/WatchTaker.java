package io.ratiskv.jepsen.workload;

import io.ratiskv.client.CompactedException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.ToldItem;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/**
 * One watcher: opens its watch, takes item by item and records what it is told; now and then closes it and goes on, through
 * another client, right after what it knew, as a process does that was restarted with a bookmark.
 *
 * <p>Thread: its own; {@link #finish} and {@link #covered}: any.
 */
final class WatchTaker {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** The pause after a watch could not be opened. */
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long ANEW_MILLIS = 250;

    private final Plan plan;
    private final CallRecorder<WatchRequest, WatchAnswer> recorder;
    private final WatchValues values;
    private final Random random;
    private final int process;
    private final AtomicLong covered = new AtomicLong(-1);
    private final Thread thread;
    private volatile long target = Long.MAX_VALUE;
    private volatile boolean over;

    /**
     * How a watcher behaves.
     *
     * @param name for operators
     * @param spec what it asks for first
     * @param clients that it uses in turn
     * @param items after which it closes and goes on, about; 0: never
     * @param pauseMillis after each item; 0: none
     * @param windowBytes 0: the member's default
     * @param startAnew when it closes, it begins anew here (given the newest revision it knows) rather than where it was
     */
    record Plan(
            String name,
            WatchSpec spec,
            List<KvClient> clients,
            int items,
            int pauseMillis,
            int windowBytes,
            @org.jspecify.annotations.Nullable LongUnaryOperator startAnew) {
        Plan(String name, WatchSpec spec, List<KvClient> clients, int items) {
            this(name, spec, clients, items, 0, 0, null);
        }
    }

    WatchTaker(Plan plan, CallRecorder<WatchRequest, WatchAnswer> recorder, WatchValues values, long seed) {
        this.plan = plan;
        this.recorder = recorder;
        this.values = values;
        this.random = new Random(seed);
        this.process = recorder.newProcess();
        this.thread = new Thread(this::run, "watcher-" + plan.name());
        thread.setDaemon(true);
    }

    WatchTaker start() {
        thread.start();
        return this;
    }

    /** It ends once it knows everything up to this revision. */
    void finish(long revision) {
        target = revision;
    }

    /** Everything up to here was told; -1: not known yet. */
    long covered() {
        return covered.get();
    }

    /** Ends now, wherever it is. */
    void stop() {
        over = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean done() {
        return over || covered.get() >= target;
    }

    private void run() {
        WatchSpec spec = plan.spec();
        boolean resumed = false;
        try {
            while (!done()) {
                boolean compacted = live(spec, resumed);
                if (done()) {
                    return;
                }
                long at = covered.get();
                resumed = false;
                if (compacted) {
                    spec = plan.spec().snapshot();
                    covered.set(-1);
                } else if (plan.startAnew() != null && target == Long.MAX_VALUE) {
                    // History is read again and again: not all the time.
                    Thread.sleep(ANEW_MILLIS);
                    spec = plan.spec().at(plan.startAnew().applyAsLong(at));
                    covered.set(spec.startRevision() - 1);
                } else if (at >= 0) {
                    spec = plan.spec().at(at + 1);
                    resumed = true;
                }
            }
        } catch (InterruptedException e) {
            // Told to stop.
            Thread.currentThread().interrupt();
        }
    }

    /** One life of the watch; whether it ended because history was gone. */
    private boolean live(WatchSpec spec, boolean resumed) throws InterruptedException {
        KvClient client = plan.clients().get(random.nextInt(plan.clients().size()));
        var opening = recorder.begin(process, "open", new WatchRequest.Open(spec, resumed));
        try (WatchStream stream = client.watch(watch(spec))) {
            opening.ok(new WatchAnswer.Done());
            // From now on: since when, the first word tells.
            stream.requestProgress();
            int items = plan.items() == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(2 * plan.items());
            int taken = 0;
            while ((taken < items || target < Long.MAX_VALUE) && !done()) {
                Optional<WatchItem> item = stream.poll(PATIENCE);
                if (item.isPresent()) {
                    took(item.get(), stream.revision());
                    taken++;
                    rest();
                } else if (target < Long.MAX_VALUE) {
                    stream.requestProgress();
                }
            }
            if (!done()) {
                recorder.begin(process, "open", new WatchRequest.Close()).ok(new WatchAnswer.Done());
            }
            return false;
        } catch (CompactedException e) {
            told(ToldItem.end(true, RecordedWorkload.describe(e)), 0);
            return true;
        } catch (KvException e) {
            if (!over) {
                told(ToldItem.end(false, RecordedWorkload.describe(e)), 0);
                LockSupport.parkNanos(AGAIN_NANOS);
            }
            return false;
        }
    }

    private Watch watch(WatchSpec spec) {
        Watch watch = Watch.of(KeyRange.between(spec.from(), spec.to())).named(plan.name());
        watch = switch (spec.start()) {
            case NOW -> watch;
            case REVISION -> watch.from(spec.startRevision());
            case SNAPSHOT -> watch.fromSnapshot();
        };
        watch = spec.previous() ? watch.withPrevious() : watch;
        watch = spec.puts() ? watch : watch.onlyDeletes();
        watch = spec.deletes() ? watch : watch.onlyPuts();
        watch = spec.coalesced() ? watch.coalescing() : watch;
        watch = spec.resets() ? watch : watch.failingWhenCompacted();
        return plan.windowBytes() == 0 ? watch : watch.window(plan.windowBytes());
    }

    private void took(WatchItem item, long position) {
        ToldItem told = values.told(item);
        told(told, position);
        if (told.last()) {
            covered.set(told.revision());
        }
    }

    private void told(ToldItem item, long position) {
        recorder.begin(process, "take", new WatchRequest.Take()).ok(new WatchAnswer.Told(item, position));
    }

    private void rest() throws InterruptedException {
        if (plan.pauseMillis() > 0 && target == Long.MAX_VALUE) {
            Thread.sleep(plan.pauseMillis());
        }
    }
}
