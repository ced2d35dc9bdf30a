package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Lease;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place in a {@link Line}: a key that hangs on a lease. Before it are those whose keys were created earlier. */
final class Place implements AutoCloseable {
    /** How waiting ended. */
    enum Turn {
        /** Nobody is before it, and it certainly lives. */
        FIRST,
        /** Somebody is, and patience is over. */
        LATE,
        /** Its lease has ended, and the place is somebody else's by now. */
        GONE
    }

    private final KvClient db;
    private final KeyRange blockers;
    private final Bytes key;
    private final Lease lease;
    private final long revision;
    /** Tasks that stand on it now. The lease tells all of them through one listener, however many there were. */
    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean guarding = new AtomicBoolean();

    Place(KvClient db, KeyRange blockers, Bytes key, Lease lease, long revision) {
        this.db = db;
        this.blockers = blockers;
        this.key = key;
        this.lease = lease;
        this.revision = revision;
    }

    /** The create revision of its key: greater than that of all before it. */
    long revision() {
        return revision;
    }

    Bytes key() {
        return key;
    }

    Lease lease() {
        return lease;
    }

    /** Tells the guard each state of the lease from now on, and first the present one. */
    void guardedBy(Guard guard) {
        guards.add(guard);
        if (guarding.compareAndSet(false, true)) {
            lease.onStateAtOnce(state -> guards.forEach(one -> one.told(state)));
        }
        guard.told(lease.state());
    }

    void notGuardedBy(Guard guard) {
        guards.remove(guard);
    }

    boolean isAlive() {
        return lease.state() == Lease.State.ALIVE || lease.state() == Lease.State.AT_RISK;
    }

    Turn awaitTurn(Patience patience) throws InterruptedException {
        while (true) {
            Optional<RangeResult> earlier = Asking.again(this::earlier, this::isAlive, patience);
            // Asked after the answer came: only who lives now was first all the time since it was read.
            if (earlier.isEmpty() || !isAlive()) {
                return Turn.GONE;
            }
            Optional<KeyValue> next = earlier.get().entries().stream().findFirst();
            if (next.isEmpty()) {
                return Turn.FIRST;
            }
            if (patience.isOver()) {
                return Turn.LATE;
            }
            awaitEnd(next.get().key(), earlier.get().revision(), patience);
        }
    }

    /** The last one who came earlier: when it goes, those before it may still be there. */
    RangeResult earlier() {
        return db.range(Range.of(blockers)
                .createdBetween(0, revision - 1)
                .order(Range.Order.descending(Range.SortBy.CREATE_REVISION))
                .limit(1)
                .withKeysOnly()
                .consistency(Consistency.LINEARIZABLE));
    }

    private void awaitEnd(Bytes other, long seenAt, Patience patience) throws InterruptedException {
        Watch watch = Watch.of(KeyRange.key(other)).from(seenAt + 1).onlyDeletes();
        try (WatchStream stream = db.watch(watch.named("line " + other))) {
            while (!patience.isOver() && isAlive()) {
                Optional<WatchItem> item = stream.poll(patience.slice());
                if (item.isPresent() && !(item.get() instanceof WatchItem.Progress)) {
                    return;
                }
            }
        }
    }

    /** Leaves the line; whoever is next comes forward. */
    @Override
    public void close() {
        lease.close();
    }
}
