package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Lease;
import io.ratiskv.client.LeaseNotFoundException;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import java.time.Duration;
import java.util.Optional;

/**
 * Where processes stand one behind the other, in the order in which the store took their keys. Each waits for the last of
 * those before it only, so that one who goes wakes one.
 *
 * @param prefix keys of those who join here begin with it
 * @param blockers keys of those that one who joins here has to wait for, if they came earlier
 */
record Line(KvClient db, Duration ttl, String prefix, KeyRange blockers) {
    private static final int JOIN_ATTEMPTS_MAX = 10;

    static String checkedName(String name) {
        if (name.isEmpty() || name.endsWith("/")) {
            throw new InvalidArgumentException("name", "must not be empty nor end with '/', is '" + name + "'");
        }
        return name;
    }

    /** One in which everybody waits for everybody. */
    static Line of(KvClient db, Duration ttl, String prefix) {
        return new Line(db, ttl, prefix, KeyRange.prefix(prefix));
    }

    /** Takes the last place. */
    Place join(Bytes value) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Lease lease = Asking.once(() -> db.leases().grant(ttl));
            Bytes key = Bytes.of(prefix + String.format("%016x", lease.id()));
            boolean joined = false;
            try {
                Txn txn = Txn.when(Compare.absent(key)).then(Put.of(key, value).withLease(lease.id()));
                TxnResult put = Asking.once(() -> db.txn(txn));
                if (put.succeeded()) {
                    joined = true;
                    return new Place(db, blockers, key, lease, put.revision());
                }
            } catch (LeaseNotFoundException ended) {
                // It took longer than the lease lives; the next one finds the connection ready.
                if (attempt == JOIN_ATTEMPTS_MAX) {
                    throw ended;
                }
            } finally {
                if (!joined) {
                    lease.close();
                }
            }
        }
    }

    /** Takes a place and waits until it is the first one; empty if that takes too long. */
    Optional<Place> enter(Bytes value, Patience patience) throws InterruptedException {
        if (patience.isOver() && Asking.once(this::isTaken)) {
            return Optional.empty();
        }
        while (true) {
            Place place = join(value);
            Place.Turn turn = Place.Turn.LATE;
            try {
                turn = place.awaitTurn(patience);
            } finally {
                if (turn != Place.Turn.FIRST) {
                    place.close();
                }
            }
            if (turn == Place.Turn.FIRST) {
                return Optional.of(place);
            }
            if (turn == Place.Turn.LATE || patience.isOver()) {
                return Optional.empty();
            }
        }
    }

    /** Waits, with a place in the line, until what it stands there for has come. */
    interface Wait {
        /** False: the place was lost, or patience is over. */
        boolean reached(Place place) throws InterruptedException;
    }

    /** Takes a place, a new one if that is lost, and keeps it if the wait succeeds; empty if that takes too long. */
    Optional<Place> joinAndWait(Wait wait, Bytes value, Patience patience) throws InterruptedException {
        while (true) {
            Place place = join(value);
            boolean kept = false;
            boolean gone;
            try {
                kept = wait.reached(place) && place.isAlive();
                gone = !place.isAlive();
            } finally {
                if (!kept) {
                    place.close();
                }
            }
            if (kept) {
                return Optional.of(place);
            }
            if (!gone || patience.isOver()) {
                return Optional.empty();
            }
        }
    }

    private boolean isTaken() {
        return !db.range(Range.of(blockers).limit(1).withKeysOnly().consistency(Consistency.LINEARIZABLE))
                .entries()
                .isEmpty();
    }
}
