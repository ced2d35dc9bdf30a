package io.ratiskv.jepsen.workload;

import io.ratiskv.client.AsyncKvClient;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Put;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Increments of one counter by many clients. The counter is a key's version, which the store raises by one with every write:
 * a blind put is an increment without contention, a put that happens twice shows, and the previous state that each answer
 * carries says which place in the count its increment took. {@link Increments} judges.
 *
 * <p>Every unknown outcome is resolved by asking with its request id.
 *
 * <p>Thread: {@link #run} by one; answers are counted by the clients' threads.
 */
public final class CounterWorkload {
    private final String key;
    private final List<KvClient> clients;
    private final int inFlightPerClient;
    private final AtomicLong notApplied = new AtomicLong();
    private final Increments increments = new Increments();

    /**
     * How it ended.
     *
     * @param acknowledged increments that were answered
     * @param notApplied calls that ended as not applied; each was made anew under another id
     * @param unknown calls that ended as unknown
     * @param resolvedApplied of these, the ones that turned out to be applied
     * @param resolvedNotApplied of these, the ones that turned out never to happen
     * @param counter where the counter stands
     * @param problems what should not be; empty: exactly once
     */
    public record Result(
            long acknowledged,
            long notApplied,
            long unknown,
            long resolvedApplied,
            long resolvedNotApplied,
            long counter,
            List<String> problems) {}

    /**
     * A workload that has not begun.
     *
     * @param key the counter, not used before
     * @param inFlightPerClient most open increments of one client; at most the session's window
     */
    public CounterWorkload(String key, List<KvClient> clients, int inFlightPerClient) {
        this.key = key;
        this.clients = clients;
        this.inFlightPerClient = inFlightPerClient;
    }

    /** Acknowledged increments so far. */
    public long acknowledged() {
        return increments.acknowledged();
    }

    /** Makes so many increments, spread evenly, resolves what is unknown, and reads the counter through the last client. */
    public Result run(long count) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            KvClient client = clients.get(i);
            long share = count / clients.size() + (i < count % clients.size() ? 1 : 0);
            Thread thread = new Thread(() -> increment(client, share), "counter-" + i);
            thread.start();
            threads.add(thread);
        }
        threads.forEach(CounterWorkload::join);
        return judge();
    }

    private void increment(KvClient client, long count) {
        AsyncKvClient async = client.async();
        Semaphore permits = new Semaphore(inFlightPerClient);
        AtomicLong left = new AtomicLong(count);
        while (true) {
            permits.acquireUninterruptibly();
            if (left.getAndDecrement() <= 0) {
                // Wait for the open ones; those that were not applied ask for another round.
                permits.acquireUninterruptibly(inFlightPerClient - 1);
                if (left.incrementAndGet() <= 0) {
                    return;
                }
                permits.release(inFlightPerClient);
                continue;
            }
            async.put(Put.of(key, client.identity()).returningPrevious()).whenComplete((result, failure) -> {
                if (failure == null) {
                    increments.acknowledged(Increments.place(result));
                } else if (!ended(client, failure)) {
                    left.incrementAndGet();
                }
                permits.release();
            });
        }
    }

    /** Whether the increment shall not be made anew. */
    private boolean ended(KvClient client, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof KvException e)) {
            increments.problem("a call failed with " + cause);
            return true;
        }
        if (e.outcome() == Outcome.NOT_APPLIED) {
            notApplied.incrementAndGet();
            if (!e.retryable()) {
                increments.problem("refused: " + RecordedWorkload.describe(e));
            }
            return !e.retryable();
        }
        increments.unknown(client, e);
        return true;
    }

    private Result judge() {
        Increments.Sum sum = increments.sum(() ->
                clients.get(clients.size() - 1).get(key).map(KeyValue::version).orElse(0L));
        return new Result(
                sum.acknowledged(),
                notApplied.get(),
                sum.unknown(),
                sum.applied(),
                sum.never(),
                sum.counter(),
                sum.problems());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while increments were under way", e);
        }
    }
}
