package io.ratiskv.jepsen.workload;

import io.ratiskv.client.AsyncKvClient;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.WriteResult;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Increments of one counter by many clients. The counter is a key's version, which the store raises by one with every write:
 * a blind put is an increment without contention, a put that happens twice shows, and the previous state that each answer
 * carries says which place in the count its increment took. So, of {@code n} increments known to be applied,
 *
 * <ul>
 *   <li>the counter stands at exactly {@code n}: none was lost, none happened twice;
 *   <li>the places in the answers are 1 to n, each once: a retry got the answer of the first time, not a later one.
 * </ul>
 *
 * <p>Every unknown outcome is resolved by asking with its request id.
 *
 * <p>Thread: {@link #run} by one; answers are counted by the clients' threads.
 */
public final class CounterWorkload {
    private final String key;
    private final List<KvClient> clients;
    private final int inFlightPerClient;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong notApplied = new AtomicLong();
    private final AtomicLong placesUnknown = new AtomicLong();
    private final ConcurrentLinkedQueue<Unknown> unknowns = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final BitSet places = new BitSet();

    private record Unknown(KvClient client, Optional<RequestId> id, String why) {}

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
        return acknowledged.get();
    }

    /** Makes so many increments, spread evenly, resolves what is unknown, and reads the counter through the last client. */
    public Result run(long increments) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            KvClient client = clients.get(i);
            long share = increments / clients.size() + (i < increments % clients.size() ? 1 : 0);
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
                    acknowledged.incrementAndGet();
                    take(result);
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
            problems.add("a call failed with " + cause);
            return true;
        }
        String why = e.getClass().getSimpleName() + ": " + e.getMessage();
        if (e.outcome() == Outcome.NOT_APPLIED) {
            notApplied.incrementAndGet();
            if (!e.retryable()) {
                problems.add("refused: " + why);
            }
            return !e.retryable();
        }
        unknowns.add(new Unknown(client, e.requestId(), why));
        return true;
    }

    private void take(PutResult result) {
        long place = result.previous().map(KeyValue::version).orElse(0L) + 1;
        boolean taken;
        synchronized (places) {
            taken = places.get(Math.toIntExact(place));
            places.set(Math.toIntExact(place));
        }
        if (taken) {
            problems.add("two increments were told that they were number " + place);
        }
    }

    private Result judge() {
        long applied = 0;
        long never = 0;
        for (Unknown unknown : unknowns) {
            Optional<Resolution> resolution = unknown.id().map(unknown.client()::resolve);
            Outcome outcome = resolution.map(Resolution::outcome).orElse(Outcome.UNKNOWN);
            if (outcome == Outcome.APPLIED) {
                applied++;
                Optional<WriteResult> answer = resolution.flatMap(Resolution::answer);
                if (answer.orElse(null) instanceof PutResult put) {
                    take(put);
                } else {
                    placesUnknown.incrementAndGet();
                }
            } else if (outcome == Outcome.NOT_APPLIED) {
                never++;
            } else {
                problems.add("could not be resolved: " + unknown.why());
            }
        }
        long counter =
                clients.get(clients.size() - 1).get(key).map(KeyValue::version).orElse(0L);
        long known = acknowledged.get() + applied;
        if (counter != known) {
            problems.add("the counter stands at " + counter + ", but " + known + " increments are known to be applied");
        }
        long told = places.cardinality() + placesUnknown.get();
        if (places.length() > counter + 1 || told != known) {
            problems.add(
                    told + " places told, the highest " + (places.length() - 1) + ", for " + known + " increments");
        }
        return new Result(
                acknowledged.get(), notApplied.get(), unknowns.size(), applied, never, counter, List.copyOf(problems));
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
