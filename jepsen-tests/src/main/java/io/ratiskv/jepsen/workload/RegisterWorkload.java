package io.ratiskv.jepsen.workload;

import io.ratiskv.client.CasResult;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.HistoryRecorder;
import io.ratiskv.jepsen.history.HistoryRecorder.Invocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads, writes and compare-and-sets of a few registers by some threads over some clients, every value unique, everything
 * recorded. Runs from {@link #start} to {@link #stop}.
 *
 * <p>Thread: one for the public methods.
 */
public final class RegisterWorkload {
    // As the recorded calls name them.
    private static final String READ = "read";
    private static final String WRITE = "write";
    private static final String CAS = "cas";

    private final WorkloadSetup setup;
    private final KeyPool keys;
    private final HistoryRecorder recorder;
    private final AtomicLong nextValue = new AtomicLong();
    // What each thread knows of each register: what it asks a compare-and-set for.
    private final List<Map<String, Known>> known = new ArrayList<>();
    private final int[] processes;
    private final List<Random> randoms = new ArrayList<>();
    private final Workers workers;

    private record Known(long revision, @Nullable String value) {
        static final Known NOTHING = new Known(0, null);
    }

    private RegisterWorkload(WorkloadSetup setup, KeyPool keys) {
        this.setup = setup;
        this.keys = keys;
        this.recorder = new HistoryRecorder(setup.beganNanos());
        this.processes = new int[setup.threads()];
        for (int i = 0; i < setup.threads(); i++) {
            processes[i] = recorder.newProcess();
            randoms.add(new Random(setup.seed() * 31 + i));
            known.add(new HashMap<>());
        }
        this.workers = Workers.start(setup.threads(), "register", this::step);
    }

    /**
     * Starts threads that share the clients in turn.
     *
     * @param keys number of registers, {@code register/0} and so on
     * @param seed of what is asked of which register
     */
    public static RegisterWorkload start(List<KvClient> clients, int threads, int keys, long seed) {
        return start(clients, threads, keys, seed, new Meter(0, Long.MAX_VALUE));
    }

    /** As above, at the pace of the meter. */
    public static RegisterWorkload start(List<KvClient> clients, int threads, int keys, long seed, Meter meter) {
        WorkloadSetup setup =
                new WorkloadSetup("register/", clients, clients, threads, meter, seed, System.nanoTime(), Path.of("."));
        return new RegisterWorkload(setup, new KeyPool(setup.prefix(), keys, Integer.MAX_VALUE));
    }

    /** As part of a run: half of the reads through clients of one member, and on to new registers before old ones get long. */
    static RegisterWorkload start(WorkloadSetup setup, int keys) {
        return new RegisterWorkload(setup, new KeyPool(setup.prefix(), keys, KeyPool.CALLS_PER_KEY_MAX));
    }

    /** Waits for open calls, then tells everything that happened. */
    public History stop() {
        workers.stop();
        return recorder.history();
    }

    private void step(int thread) {
        if (!setup.meter().mayBegin()) {
            return;
        }
        Random random = randoms.get(thread);
        KvClient client = setup.clients().get(thread % setup.clients().size());
        String key = keys.pick(random);
        int dice = random.nextInt(20);
        if (dice < 5) {
            read(client, thread, key);
        } else if (dice < 10) {
            read(setup.pinned().get(random.nextInt(setup.pinned().size())), thread, key);
        } else if (dice < 15) {
            write(client, thread, key);
            // At once, of any member: one that has not heard of the write yet must wait for it.
            if (setup.meter().mayBegin()) {
                read(setup.pinned().get(random.nextInt(setup.pinned().size())), thread, key);
            }
        } else {
            compareAndSet(client, thread, key, random.nextBoolean());
        }
    }

    private void read(KvClient client, int thread, String key) {
        Invocation invocation = recorder.read(processes[thread], key);
        try {
            RangeResult result = client.range(Range.key(key));
            Optional<KeyValue> found = result.entries().stream().findFirst();
            Known now = learn(thread, key, found);
            invocation.found(now.value(), result.revision(), now.revision());
            setup.meter().ended(READ, Completion.OK);
        } catch (KvException e) {
            // A read has no effect: one without an answer did not happen.
            invocation.failed(RecordedWorkload.describe(e));
            setup.meter().ended(READ, Completion.FAIL);
            Workers.endIfClosed(e);
        }
    }

    private void write(KvClient client, int thread, String key) {
        String value = "v" + nextValue.incrementAndGet();
        Invocation invocation = recorder.write(processes[thread], key, value);
        try {
            invocation.written(learn(thread, key, client.put(key, value).revision(), value));
            setup.meter().ended(WRITE, Completion.OK);
        } catch (KvException e) {
            ended(WRITE, invocation, thread, key, e);
        }
    }

    /** By revision or by value: as values are unique, both ask the same, but of different code. */
    private void compareAndSet(KvClient client, int thread, String key, boolean byRevision) {
        String value = "v" + nextValue.incrementAndGet();
        Known expected = known.get(thread).getOrDefault(key, Known.NOTHING);
        Invocation invocation = recorder.cas(processes[thread], key, expected.revision(), value);
        try {
            CasResult result = byRevision || expected.value() == null
                    ? client.compareAndSet(key, expected.revision(), value)
                    : client.compareAndSet(key, expected.value(), value);
            if (result.succeeded()) {
                invocation.written(learn(thread, key, result.revision(), value));
            } else {
                Known instead = learn(thread, key, result.current());
                invocation.refused(instead.value(), result.revision(), instead.revision());
            }
            setup.meter().ended(CAS, result.succeeded() ? Completion.OK : Completion.FAIL);
        } catch (KvException e) {
            ended(CAS, invocation, thread, key, e);
        }
    }

    private long learn(int thread, String key, long revision, String value) {
        learn(thread, key, new Known(revision, value));
        return revision;
    }

    private Known learn(int thread, String key, Optional<KeyValue> found) {
        return learn(
                thread,
                key,
                found.map(kv -> new Known(kv.modRevision(), kv.valueText())).orElse(Known.NOTHING));
    }

    private Known learn(int thread, String key, Known now) {
        known.get(thread).put(key, now);
        return now;
    }

    /** As the client claims, word for word; a wrong claim is for the checker to find. */
    private void ended(String function, Invocation invocation, int thread, String key, KvException e) {
        if (e.outcome() == Outcome.NOT_APPLIED) {
            invocation.failed(RecordedWorkload.describe(e));
            setup.meter().ended(function, Completion.FAIL);
        } else {
            invocation.unknown(RecordedWorkload.describe(e));
            setup.meter().ended(function, Completion.INFO);
            keys.unknown(key);
            processes[thread] = recorder.newProcess();
        }
        Workers.endIfClosed(e);
    }
}
