package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Increments by optimistic transactions: read a number, write it plus one. Few counters, so that transactions get into each
 * other's way and run anew. A commit that happened, was not answered and is sent again must get its first answer: taken for
 * a new one it would be in conflict with itself, run anew, and count twice.
 *
 * <p>Thread: one for the public methods.
 */
public final class TransactWorkload {
    private final String prefix;
    private final List<KvClient> clients;
    private final int counters;
    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong attempts = new AtomicLong();
    private final ConcurrentLinkedQueue<Runnable> resolutions = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final Workers workers;

    private TransactWorkload(String prefix, List<KvClient> clients, int threads, int counters) {
        this.prefix = prefix;
        this.clients = clients;
        this.counters = counters;
        this.workers = Workers.start(threads, "transact", this::step);
    }

    /** Starts threads that share the clients and the counters in turn. */
    public static TransactWorkload start(String prefix, List<KvClient> clients, int threads, int counters) {
        return new TransactWorkload(prefix, clients, threads, counters);
    }

    /** Increments that were acknowledged so far. */
    public long applied() {
        return applied.get();
    }

    /** Runs of bodies so far of increments that were acknowledged; more than {@link #applied} if there were conflicts. */
    public long attempts() {
        return attempts.get();
    }

    private void step(int thread) {
        KvClient client = clients.get(thread % clients.size());
        String key = prefix + thread % counters;
        try {
            attempts.addAndGet(client.transactReporting(tx -> {
                        long now = tx.get(key)
                                .map(kv -> Long.parseLong(kv.valueText()))
                                .orElse(0L);
                        tx.put(key, Long.toString(now + 1));
                        return now;
                    })
                    .attempts());
            applied.incrementAndGet();
        } catch (KvException e) {
            Workers.endIfClosed(e);
            if (e.outcome() != Outcome.NOT_APPLIED) {
                resolutions.add(() -> resolve(client, e));
            }
        }
    }

    private void resolve(KvClient client, KvException e) {
        Outcome outcome = e.requestId().map(id -> client.resolve(id).outcome()).orElse(Outcome.UNKNOWN);
        if (outcome == Outcome.APPLIED) {
            applied.incrementAndGet();
        } else if (outcome == Outcome.UNKNOWN) {
            problems.add("could not be resolved: " + e.getMessage());
        }
    }

    /** Waits for open calls, resolves unknown ones and compares the sum; empty: each increment counted once. */
    public List<String> stop() {
        workers.stop();
        resolutions.forEach(Runnable::run);
        long sum = clients.get(0)
                .scan(Range.prefix(prefix))
                .map(KeyValue::valueText)
                .mapToLong(Long::parseLong)
                .sum();
        if (sum != applied.get()) {
            problems.add(
                    "the counters' sum is " + sum + ", but " + applied.get() + " increments are known to be applied");
        }
        return new ArrayList<>(problems);
    }
}
