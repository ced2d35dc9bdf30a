package io.ratiskv.server.lease;

import io.ratiskv.server.lease.DeniedException.Reason;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every lease, when it ends and what goes with it. Replicated; every bound in it is the same on all members.
 *
 * <p>Thread: the writer, or whoever holds its lock.
 */
public final class LeaseTable {
    public static final int LEASES_MAX = 200_000;

    /** Leases granted by the writes of one session; those granted without a session share one such number. */
    public static final int LEASES_PER_SESSION_MAX = 10_000;

    public static final int KEYS_PER_LEASE_MAX = 10_000;

    /** Keys that hang on any lease. Each costs about 150 bytes of memory, and its own bytes. */
    public static final int KEYS_MAX = 1_000_000;

    /** Bytes of the keys that hang on any lease, without values: every member keeps them in memory. */
    public static final long KEY_BYTES_MAX = 64 * 1024 * 1024;

    /**
     * Bytes of the keys of one lease, values included. They all go in one revision, which keeps what it deletes in memory:
     * half of what a command may supersede.
     */
    public static final long BYTES_PER_LEASE_MAX = 32 * 1024 * 1024;

    /** Leases that end with one entry; the rest ends with the next ones. Keeps writes in between from waiting long. */
    public static final int ENDED_PER_ENTRY_MAX = 256;

    /** Keys that go with one entry, unless a single lease has more. */
    public static final int KEYS_ENDED_PER_ENTRY_MAX = 10_000;

    /** Bytes that go with one entry, unless a single lease has more. */
    public static final long BYTES_ENDED_PER_ENTRY_MAX = BYTES_PER_LEASE_MAX;

    /** Ids that the cluster gives out begin here: far above those that people choose. */
    public static final long GIVEN_IDS_FROM = 1L << 32;

    /** That nothing ends. */
    public static final long NEVER = Long.MAX_VALUE;

    private final NavigableMap<Long, Lease> leases;
    private final NavigableSet<Lease> byDeadline = new TreeSet<>(
            Comparator.comparingLong((Lease lease) -> lease.deadlineMillis).thenComparingLong(lease -> lease.id));
    private final Map<Long, Integer> perSession = new TreeMap<>();
    private final List<Lease> touched = new ArrayList<>();
    /** Rows to be written or deleted, in this order. */
    private final List<Consumer<StoreBatch>> rows = new ArrayList<>();

    private long given;
    private boolean givenTouched;
    private int keys;
    private long keyBytes;

    private LeaseTable(NavigableMap<Long, Lease> leases, long given) {
        this.leases = leases;
        this.given = given;
        for (Lease lease : leases.values()) {
            byDeadline.add(lease);
            perSession.merge(lease.session, 1, Integer::sum);
            keys += lease.keys.size();
            keyBytes +=
                    lease.keys.keySet().stream().mapToLong(key -> key.length).sum();
        }
    }

    public static LeaseTable load(RocksStore store) {
        return new LeaseTable(LeaseRows.load(store), LeaseRows.loadGiven(store));
    }

    /** The ids that are given out from now on are so much greater. */
    public void goForward(long ids) {
        given += ids;
        givenTouched = true;
    }

    /**
     * A new lease.
     *
     * @param id 0 = the table chooses
     * @param session whose share it counts against
     * @throws DeniedException {@code LEASE_EXISTS} or {@code TOO_MANY_LEASES}
     */
    public LeaseFacts grant(long id, long ttlMillis, long session, long nowMillis) {
        if (leases.containsKey(id)) {
            throw DeniedException.lease(Reason.LEASE_EXISTS, id, "is there already");
        }
        if (leases.size() >= LEASES_MAX) {
            throw DeniedException.limit(Reason.TOO_MANY_LEASES, "the cluster has too many leases", LEASES_MAX);
        }
        if (perSession.getOrDefault(session, 0) >= LEASES_PER_SESSION_MAX) {
            throw DeniedException.limit(
                    Reason.TOO_MANY_LEASES,
                    session == 0 ? "writes without a session hold too many leases" : "the session has too many leases",
                    LEASES_PER_SESSION_MAX);
        }
        Lease lease = new Lease(id == 0 ? nextId() : id, ttlMillis, session, 0);
        lease.deadlineMillis = lease.deadlineFrom(nowMillis);
        leases.put(lease.id, lease);
        byDeadline.add(lease);
        perSession.merge(session, 1, Integer::sum);
        touch(lease);
        return lease.facts();
    }

    /** Lets it live for its whole time to live again. Empty if there is no such lease. */
    public Optional<LeaseFacts> keepAlive(long id, long nowMillis) {
        Lease lease = leases.get(id);
        if (lease == null) {
            return Optional.empty();
        }
        prolong(lease, lease.deadlineFrom(nowMillis));
        return Optional.of(lease.facts());
    }

    /**
     * What has to end by now, in the order of deadlines, no more than one entry may end. At least one lease if any is due.
     */
    public List<Long> due(long nowMillis) {
        List<Long> due = new ArrayList<>();
        long keysGone = 0;
        long bytesGone = 0;
        for (Lease lease : byDeadline) {
            keysGone += lease.keys.size();
            bytesGone += lease.bytes;
            boolean fits = due.isEmpty()
                    || (due.size() < ENDED_PER_ENTRY_MAX
                            && keysGone <= KEYS_ENDED_PER_ENTRY_MAX
                            && bytesGone <= BYTES_ENDED_PER_ENTRY_MAX);
            if (lease.deadlineMillis > nowMillis || !fits) {
                break;
            }
            due.add(lease.id);
        }
        return due;
    }

    /**
     * The keys that go with a lease, ascending.
     *
     * @throws DeniedException {@code LEASE_NOT_FOUND}
     */
    public List<byte[]> keysOf(long id) {
        return new ArrayList<>(require(id).keys.keySet());
    }

    /**
     * Ends a lease, whose keys were deleted before.
     *
     * @throws DeniedException {@code LEASE_NOT_FOUND}
     */
    public void end(long id) {
        Lease lease = require(id);
        keysOf(id).forEach(key -> detach(lease, key));
        leases.remove(id);
        byDeadline.remove(lease);
        if (perSession.merge(lease.session, -1, Integer::sum) == 0) {
            perSession.remove(lease.session);
        }
        rows.add(batch -> batch.delete(Family.LEASES, LeaseRows.leaseKey(id)));
    }

    /** Whether keys can be hung on it. */
    public boolean exists(long id) {
        return leases.containsKey(id);
    }

    /**
     * That these moves together break no bound.
     *
     * @throws DeniedException {@code LEASE_KEYS_FULL}
     */
    public void requireRoom(List<KeyMove> moves) {
        Map<Long, Growth> growths = new LinkedHashMap<>();
        long more = 0;
        long moreBytes = 0;
        for (KeyMove move : moves) {
            int change = (move.to() == 0 ? 0 : 1) - (move.from() == 0 ? 0 : 1);
            more += change;
            moreBytes += (long) change * move.key().length;
            Lease from = leases.get(move.from());
            if (from != null) {
                growths.computeIfAbsent(move.from(), id -> new Growth()).less(from.keys.get(move.key()));
            }
            if (move.to() != 0) {
                growths.computeIfAbsent(move.to(), id -> new Growth()).more(move);
            }
        }
        growths.forEach((id, growth) -> growth.check(require(id)));
        if (more > 0 && keys + more > KEYS_MAX) {
            throw DeniedException.limit(Reason.LEASE_KEYS_FULL, "all leases together have too many keys", KEYS_MAX);
        }
        if (moreBytes > 0 && keyBytes + moreBytes > KEY_BYTES_MAX) {
            throw DeniedException.limit(
                    Reason.LEASE_KEYS_FULL, "all leases together have too many bytes of keys", KEY_BYTES_MAX);
        }
    }

    /** What the moves of one command do to one lease. */
    private static final class Growth {
        private long keys;
        private long bytes;
        private byte[] lastKey = {};

        void less(@Nullable Integer weight) {
            if (weight != null) {
                keys--;
                bytes -= weight;
            }
        }

        void more(KeyMove move) {
            keys++;
            bytes += move.bytes();
            lastKey = move.key();
        }

        // Only what grows is refused: what is too large already may always become smaller.
        void check(Lease lease) {
            if (keys > 0 && lease.keys.size() + keys > KEYS_PER_LEASE_MAX) {
                throw DeniedException.full(
                        lease.id, lastKey, "would have more than " + KEYS_PER_LEASE_MAX + " keys", KEYS_PER_LEASE_MAX);
            }
            if (bytes > 0 && lease.bytes + bytes > BYTES_PER_LEASE_MAX) {
                throw DeniedException.full(
                        lease.id,
                        lastKey,
                        "would have keys of more than " + BYTES_PER_LEASE_MAX + " bytes",
                        BYTES_PER_LEASE_MAX);
            }
        }
    }

    /** A key has moved. */
    public void moved(KeyMove move) {
        if (move.isNothing()) {
            return;
        }
        Lease from = leases.get(move.from());
        if (from != null && move.from() != move.to()) {
            detach(from, move.key());
        }
        Lease to = leases.get(move.to());
        if (to != null) {
            attach(to, move.key(), move.bytes());
        }
    }

    /** Puts everything that changed since the last call into the batch. */
    public void save(StoreBatch batch) {
        rows.forEach(row -> row.accept(batch));
        rows.clear();
        for (Lease lease : touched) {
            lease.touched = false;
            if (leases.get(lease.id) == lease) {
                batch.put(Family.LEASES, LeaseRows.leaseKey(lease.id), LeaseRows.lease(lease));
            }
        }
        touched.clear();
        if (givenTouched) {
            batch.put(Family.LEASES, LeaseRows.GIVEN, LeaseRows.number(given));
            givenTouched = false;
        }
    }

    /** Log time at which the next lease ends; {@link #NEVER} if there is none. */
    public long nextDeadlineMillis() {
        return byDeadline.isEmpty() ? NEVER : byDeadline.first().deadlineMillis;
    }

    /** One lease; empty if there is none. */
    public Optional<LeaseFacts> find(long id) {
        Lease lease = leases.get(id);
        return lease == null ? Optional.empty() : Optional.of(lease.facts());
    }

    /** Leases after an id, ascending. */
    public List<LeaseFacts> list(long after, int limit) {
        return leases.tailMap(after, false).values().stream()
                .limit(limit)
                .map(Lease::facts)
                .toList();
    }

    public int size() {
        return leases.size();
    }

    /** Keys that hang on leases. */
    public int keys() {
        return keys;
    }

    /** Moves the end of a lease. */
    void prolong(Lease lease, long deadlineMillis) {
        byDeadline.remove(lease);
        lease.deadlineMillis = deadlineMillis;
        byDeadline.add(lease);
        touch(lease);
    }

    /** In order of their ids. */
    Iterable<Lease> all() {
        return leases.values();
    }

    private Lease require(long id) {
        Lease lease = leases.get(id);
        if (lease == null) {
            throw DeniedException.lease(Reason.LEASE_NOT_FOUND, id, "does not exist, or has ended");
        }
        return lease;
    }

    private void attach(Lease lease, byte[] key, int bytes) {
        Integer before = lease.keys.put(key, bytes);
        if (before == null) {
            keys++;
            keyBytes += key.length;
        }
        lease.bytes += bytes - (before == null ? 0 : before);
        if (before == null || before != bytes) {
            rows.add(batch -> batch.put(Family.LEASES, LeaseRows.memberKey(lease.id, key), LeaseRows.number(bytes)));
        }
    }

    private void detach(Lease lease, byte[] key) {
        Integer before = lease.keys.remove(key);
        if (before != null) {
            keys--;
            keyBytes -= key.length;
            lease.bytes -= before;
            rows.add(batch -> batch.delete(Family.LEASES, LeaseRows.memberKey(lease.id, key)));
        }
    }

    private long nextId() {
        do {
            given++;
        } while (leases.containsKey(given));
        givenTouched = true;
        return given;
    }

    private void touch(Lease lease) {
        if (!lease.touched) {
            lease.touched = true;
            touched.add(lease);
        }
    }
}
