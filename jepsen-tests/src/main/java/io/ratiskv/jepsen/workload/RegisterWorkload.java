package io.ratiskv.jepsen.workload;

import io.ratiskv.client.CasResult;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.HistoryRecorder;
import io.ratiskv.jepsen.history.HistoryRecorder.Invocation;
import java.util.ArrayList;
import java.util.List;
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
    private final List<KvClient> clients;
    private final int keys;
    private final HistoryRecorder recorder = new HistoryRecorder();
    private final AtomicLong nextValue = new AtomicLong();
    private final int[] processes;
    private final long[] lastRevisions;
    private final List<Random> randoms = new ArrayList<>();
    private final Workers workers;

    private RegisterWorkload(List<KvClient> clients, int threads, int keys, long seed) {
        this.clients = clients;
        this.keys = keys;
        this.processes = new int[threads];
        this.lastRevisions = new long[threads];
        for (int i = 0; i < threads; i++) {
            processes[i] = recorder.newProcess();
            randoms.add(new Random(seed * 31 + i));
        }
        this.workers = Workers.start(threads, "register", this::step);
    }

    /**
     * Starts threads that share the clients in turn.
     *
     * @param keys number of registers, {@code register/0} and so on
     * @param seed of what is asked of which register
     */
    public static RegisterWorkload start(List<KvClient> clients, int threads, int keys, long seed) {
        return new RegisterWorkload(clients, threads, keys, seed);
    }

    /** Waits for open calls, then tells everything that happened. */
    public History stop() {
        workers.stop();
        return recorder.history();
    }

    private void step(int thread) {
        Random random = randoms.get(thread);
        KvClient client = clients.get(thread % clients.size());
        String key = "register/" + random.nextInt(keys);
        int dice = random.nextInt(10);
        if (dice < 5) {
            read(client, thread, key);
        } else if (dice < 8) {
            write(client, thread, key);
        } else {
            compareAndSet(client, thread, key);
        }
    }

    private void read(KvClient client, int thread, String key) {
        Invocation invocation = recorder.read(processes[thread], key);
        try {
            RangeResult result = client.range(Range.key(key));
            Optional<KeyValue> found = result.entries().stream().findFirst();
            lastRevisions[thread] = found.map(KeyValue::modRevision).orElse(0L);
            @Nullable String value = found.map(KeyValue::valueText).orElse(null);
            invocation.found(value, result.revision(), lastRevisions[thread]);
        } catch (KvException e) {
            // A read has no effect: one without an answer did not happen.
            invocation.failed(describe(e));
        }
    }

    private void write(KvClient client, int thread, String key) {
        String value = "v" + nextValue.incrementAndGet();
        Invocation invocation = recorder.write(processes[thread], key, value);
        try {
            invocation.written(client.put(key, value).revision());
        } catch (KvException e) {
            ended(invocation, thread, e);
        }
    }

    private void compareAndSet(KvClient client, int thread, String key) {
        String value = "v" + nextValue.incrementAndGet();
        long expected = lastRevisions[thread];
        Invocation invocation = recorder.cas(processes[thread], key, expected, value);
        try {
            CasResult result = client.compareAndSet(key, expected, value);
            if (result.succeeded()) {
                invocation.written(result.revision());
            } else {
                invocation.failed("compare");
            }
            lastRevisions[thread] = result.succeeded()
                    ? result.revision()
                    : result.current().map(KeyValue::modRevision).orElse(0L);
        } catch (KvException e) {
            ended(invocation, thread, e);
        }
    }

    /** As the client claims, word for word; a wrong claim is for the checker to find. */
    private void ended(Invocation invocation, int thread, KvException e) {
        if (e.outcome() == Outcome.NOT_APPLIED) {
            invocation.failed(describe(e));
        } else {
            invocation.unknown(describe(e));
            processes[thread] = recorder.newProcess();
        }
    }

    private static String describe(KvException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
