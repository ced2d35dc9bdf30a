package io.ratiskv.jepsen.workload;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Op;
import io.ratiskv.client.OpResult;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.Resolution;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import io.ratiskv.client.WriteResult;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.WatchChecks;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchRequest.Change;
import io.ratiskv.jepsen.history.WatchSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts, deletes and transactions over a few keys, and watchers of every kind that are told of them: from now, from a revision,
 * after a snapshot, filtered, with previous values, slow, coalescing, resumed through other clients, pinned to each member, and
 * at the very edge of what is compacted. Compacts by itself now and then.
 */
final class WatchWorkload extends RecordedWorkload<WatchRequest, WatchAnswer> {
    private static final List<String> GROUPS = List.of("a/", "b/");
    private static final int KEYS_PER_GROUP = 8;

    /** Values of one transaction in this many are so long that their revision does not fit into one frame. */
    private static final int LARGE_EVERY = 40;

    private static final int LARGE_BYTES = 24 * 1024;

    /** Each thread rests so long after a call: every watcher's history has every event. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final Duration COMPACT_EVERY = Duration.ofMillis(1_500);

    /** Revisions that a compaction leaves, at most. */
    private static final int KEPT_MAX = 150;

    /** How long watchers may take, once the cluster is whole, to be told of the end. */
    private static final Duration LAST_WORD = Duration.ofSeconds(30);

    private final WatchValues values = new WatchValues();
    private final AtomicLong nextWrite = new AtomicLong();
    private final AtomicLong newest = new AtomicLong();
    private final Compactions compactions = new Compactions(COMPACT_EVERY, KEPT_MAX);
    private final Queue<Unknown> unknown = new ConcurrentLinkedQueue<>();
    private final List<WatchTaker> watchers = new ArrayList<>();
    private final int reader = recorder().newProcess();
    private final Random choices;

    private record Unknown(long number, KvClient client, RequestId id) {}

    WatchWorkload(String name, WorkloadSetup setup) {
        super(name, setup);
        choices = new Random(setup.seed());
    }

    @Override
    void step(Session session) {
        if (session.number() == 0 && watchers.isEmpty()) {
            openWatchers();
        }
        compactions.compactIfDue(session, newest.get());
        if (session.random().nextInt(60) == 0) {
            readAll(session);
        } else {
            write(session);
        }
        LockSupport.parkNanos(REST_NANOS);
    }

    private void openWatchers() {
        String prefix = setup.prefix();
        WatchSpec all = WatchSpec.now(prefix, KeyRanges.end(prefix));
        WatchSpec a = WatchSpec.now(prefix + "a/", prefix + "a0");
        WatchSpec b = WatchSpec.now(prefix + "b/", prefix + "b0");
        List<KvClient> clients = setup.clients();
        List<KvClient> everybody = new ArrayList<>(clients);
        everybody.addAll(setup.pinned());
        List<WatchTaker.Plan> plans = new ArrayList<>(List.of(
                new WatchTaker.Plan("now", all.withPrevious(), clients, 0),
                new WatchTaker.Plan("resumed", all.withPrevious(), everybody, 20),
                new WatchTaker.Plan("often-resumed", all, everybody, 3),
                new WatchTaker.Plan("snapshot", all.snapshot(), everybody, 100, 0, 0, this::anywhere),
                new WatchTaker.Plan("puts", a.onlyPuts(), clients, 60),
                new WatchTaker.Plan("deletes", b.onlyDeletes().withPrevious(), clients, 30),
                new WatchTaker.Plan(
                        "one-key",
                        WatchSpec.now(prefix + "a/3", prefix + "a/3\0").withPrevious(),
                        clients,
                        10),
                new WatchTaker.Plan("coalescing", all.coalescing(), clients, 200, 30, 4_096, null),
                new WatchTaker.Plan("slow", all.withPrevious(), everybody, 150, 12, 2_048, null),
                new WatchTaker.Plan("edge", all.withPrevious(), everybody, 6, 0, 0, known -> compactions.oldest() + 1),
                new WatchTaker.Plan("behind", all, everybody, 6, 0, 0, known -> Math.max(1, compactions.oldest())),
                new WatchTaker.Plan(
                        "no-resets", all.withoutResets(), clients, 25, 0, 0, known -> compactions.oldest() + 1)));
        for (int i = 0; i < setup.pinned().size(); i++) {
            plans.add(new WatchTaker.Plan(
                    "pinned-" + (i + 1),
                    all.withPrevious(),
                    List.of(setup.pinned().get(i)),
                    0));
        }
        for (WatchTaker.Plan plan : plans) {
            watchers.add(watcher(plan));
        }
    }

    /** Some revision that may still be told. */
    private long anywhere(long known) {
        long oldest = compactions.oldest() + 1;
        return oldest + (long) (choices.nextDouble() * Math.max(0, newest.get() - oldest));
    }

    private WatchTaker watcher(WatchTaker.Plan plan) {
        return new WatchTaker(
                        plan, recorder(), values, setup.seed() + plan.name().hashCode())
                .start();
    }

    private void write(Session session) {
        long number = nextWrite.incrementAndGet();
        List<Change> changes = changes(number, session.random());
        KvClient client = session.client();
        Ended<WatchAnswer> ended =
                session.call("write", new WatchRequest.Write(number, changes), () -> answer(make(client, changes)));
        if (ended.output() instanceof WatchAnswer.Written written) {
            newest.accumulateAndGet(written.revision(), Math::max);
        } else if (ended.unknown() && ended.failure() != null) {
            ended.failure().requestId().ifPresent(id -> unknown.add(new Unknown(number, client, id)));
        }
    }

    private List<Change> changes(long number, Random random) {
        int dice = random.nextInt(20);
        if (dice < 9) {
            return List.of(Change.put(key(random), WatchValues.name(number, 0, random.nextInt(64))));
        }
        if (dice < 12) {
            return List.of(Change.delete(key(random)));
        }
        if (dice == 12) {
            String group = setup.prefix() + GROUPS.get(random.nextInt(GROUPS.size()));
            int from = random.nextInt(KEYS_PER_GROUP);
            return List.of(Change.deleteRange(group + from, group + Math.min(9, from + 3)));
        }
        boolean large = random.nextInt(LARGE_EVERY) == 0;
        List<Change> changes = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>();
        for (int i = 2 + random.nextInt(large ? 10 : 3); i > 0; i--) {
            keys.add(key(random));
        }
        for (String key : keys) {
            changes.add(
                    !large && random.nextInt(3) == 0
                            ? Change.delete(key)
                            : Change.put(
                                    key,
                                    WatchValues.name(
                                            number, changes.size(), large ? LARGE_BYTES : random.nextInt(64))));
        }
        return changes;
    }

    private String key(Random random) {
        return setup.prefix() + GROUPS.get(random.nextInt(GROUPS.size())) + random.nextInt(KEYS_PER_GROUP);
    }

    private static WriteResult make(KvClient client, List<Change> changes) {
        if (changes.size() == 1) {
            Op only = op(changes.get(0));
            return only instanceof Put put ? client.put(put) : client.delete((Delete) only);
        }
        return client.txn(Txn.of(changes.stream().map(WatchWorkload::op).toArray(Op[]::new)));
    }

    private static Op op(Change change) {
        String value = change.value();
        if (value != null) {
            return Put.of(Bytes.of(change.key()), WatchValues.value(value));
        }
        return Delete.of(
                        change.to() == null
                                ? KeyRange.key(change.key())
                                : KeyRange.between(change.key(), Objects.requireNonNull(change.to())))
                .returningPrevious();
    }

    private static WatchAnswer answer(WriteResult result) {
        List<String> deleted = new ArrayList<>();
        if (result instanceof DeleteResult delete) {
            collect(delete, deleted);
        } else if (result instanceof TxnResult txn) {
            for (OpResult each : txn.results()) {
                if (each instanceof DeleteResult delete) {
                    collect(delete, deleted);
                }
            }
        }
        return new WatchAnswer.Written(result.revision(), deleted);
    }

    private static void collect(DeleteResult result, List<String> deleted) {
        result.previous().stream().map(KeyValue::keyText).forEach(deleted::add);
    }

    private void readAll(Session session) {
        session.call("read", all(), () -> state(session.client(), 0));
    }

    private WatchRequest.ReadAll all() {
        return new WatchRequest.ReadAll(setup.prefix(), KeyRanges.end(setup.prefix()));
    }

    private WatchAnswer.State state(KvClient client, long compactRevision) {
        RangeResult found = client.range(Range.prefix(setup.prefix()));
        return new WatchAnswer.State(found.revision(), values.states(found.entries()), compactRevision);
    }

    @Override
    void readFinally(Session session) {
        resolveUnknown();
        long compactRevision = compactRevision(session.client());
        Ended<WatchAnswer> ended = session.call("read", all(), () -> state(session.client(), compactRevision));
        long end = ended.output() instanceof WatchAnswer.State state ? state.revision() : newest.get();
        String prefix = setup.prefix();
        WatchSpec all = WatchSpec.now(prefix, KeyRanges.end(prefix));
        // Two more, of which all that there still is to be told is asked.
        watchers.add(watcher(
                new WatchTaker.Plan("history", all.at(compactRevision + 1).withPrevious(), setup.clients(), 0)));
        watchers.add(watcher(new WatchTaker.Plan("state", all.snapshot(), setup.clients(), 0)));
        watchers.forEach(watcher -> watcher.finish(end));
        long deadline = System.nanoTime() + LAST_WORD.toNanos();
        while (watchers.stream().anyMatch(watcher -> watcher.covered() < end) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(REST_NANOS);
        }
        watchers.forEach(WatchTaker::stop);
    }

    private void resolveUnknown() {
        for (Unknown each : unknown) {
            try {
                Resolution resolution = each.client().resolve(each.id());
                WatchAnswer answer = resolution.outcome() == Outcome.NOT_APPLIED
                        ? new WatchAnswer.NotWritten()
                        : resolution.answer().map(WatchWorkload::answer).orElse(null);
                if (answer != null) {
                    recorder()
                            .begin(reader, "write", new WatchRequest.Resolve(each.number()))
                            .ok(answer);
                }
            } catch (KvException e) {
                // It stays unknown, and counts if anybody was told of it.
            }
        }
    }

    /** What is compacted everywhere, or a little more. */
    private long compactRevision(KvClient client) {
        return client.admin().members().stream()
                .filter(member -> !member.clientAddress().isEmpty())
                .mapToLong(
                        member -> client.admin().status(member.clientAddress()).compactRevision())
                .max()
                .orElseGet(compactions::oldest);
    }

    @Override
    List<Verdict> judge(List<Call<WatchRequest, WatchAnswer>> calls) {
        watchers.forEach(WatchTaker::stop);
        return WatchChecks.verdicts(calls);
    }
}
