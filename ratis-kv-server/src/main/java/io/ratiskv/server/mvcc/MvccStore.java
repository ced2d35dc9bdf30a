package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreCursor;
import org.jspecify.annotations.Nullable;

/**
 * Keys and their history over one store.
 *
 * <p>Thread: one writer for {@link #begin}, {@link #written} and {@link #scrub}; everything else from any.
 */
public final class MvccStore {
    /** Revision of a store in which nothing was ever written. */
    public static final long EMPTY_REVISION = 1;

    /** Sorts behind the longest key there is, whatever is in it. */
    private static final byte[] AFTER_EVERY_KEY = new byte[64 * 1024];

    static {
        java.util.Arrays.fill(AFTER_EVERY_KEY, (byte) 0xFF);
    }

    private final RocksStore store;
    private final long sortBytesMax;
    private final Compactor compactor;
    private final HistoryTimes times;
    private final NewestStates newest;
    private volatile Counters counters;

    private MvccStore(RocksStore store, long sortBytesMax, long newestBytesMax, Counters counters) {
        this.store = store;
        this.sortBytesMax = sortBytesMax;
        this.counters = counters;
        this.compactor = new Compactor(store);
        this.times = HistoryTimes.load(store);
        this.newest = new NewestStates(newestBytesMax);
    }

    /**
     * @param sortBytesMax memory for one range read that is not in ascending key order
     * @param newestBytesMax memory for the newest states of the keys that were written last
     */
    public static MvccStore load(RocksStore store, long sortBytesMax, long newestBytesMax) {
        byte[] row = store.get(Family.META, Counters.ROW);
        return new MvccStore(store, sortBytesMax, newestBytesMax, row == null ? Counters.EMPTY : Counters.decode(row));
    }

    public long revision() {
        return counters.revision();
    }

    /** Oldest readable revision; 0 if nothing was compacted. */
    public long compactRevision() {
        return counters.compactRevision();
    }

    /** Keys that exist at the newest revision. */
    public long keys() {
        return counters.keys();
    }

    /**
     * The state at a revision, 0 = newest.
     *
     * @throws CompactedException if it is compacted
     * @throws FutureRevisionException if it is not there yet
     */
    public ReadView viewAt(long revision) {
        Counters now = counters;
        if (revision > now.revision()) {
            throw new FutureRevisionException(now.revision());
        }
        long wanted = revision <= 0 ? now.revision() : revision;
        if (wanted < now.compactRevision()) {
            throw new CompactedException(now.compactRevision());
        }
        return new ReadView(this, wanted);
    }

    /** What happened, revision by revision. */
    public ChangeReader changes() {
        return new ChangeReader(this);
    }

    /** Starts on one Raft entry. Nothing shows before {@link #written}. */
    public WriteTxn begin() {
        return new WriteTxn(store, counters, newest);
    }

    /** The entry's batch is in the store: reads see it from now on. */
    public void written(WriteTxn txn) {
        // In this order: see NewestStates.
        txn.newestTo(newest);
        counters = txn.counters();
    }

    /**
     * Has the next revisions begin far above the present one, and all there is count as compacted. Shows when the store is
     * opened again.
     *
     * @return the newest revision then, which stands for the state as it is
     */
    public long goForward(StoreBatch batch, long revisions) {
        long revision = Math.addExact(counters.revision(), revisions);
        batch.put(Family.META, Counters.ROW, new Counters(revision, revision, counters.keys()).encode());
        return revision;
    }

    /** Keys that exist at the newest revision, counted by reading them all. */
    public long countByReading() {
        long found = 0;
        try (StoreCursor cursor = store.cursor(Family.LATEST)) {
            RowCodec.Head head = new RowCodec.Head();
            for (boolean valid = cursor.seekToFirst(); valid; valid = cursor.next()) {
                head.read(cursor.row());
                found += head.isTombstone() ? 0 : 1;
            }
        }
        return found;
    }

    /** When which revision was reached, for keeping history by time. Thread: the writer. */
    public HistoryTimes times() {
        return times;
    }

    /** Frees what compaction has made unreachable. See {@link Compactor#scrub}. */
    public boolean scrub(int changesMax) {
        return compactor.scrub(counters.compactRevision(), changesMax);
    }

    /** Changes whose leavings {@link #scrub} has freed so far. */
    public long scrubbedChanges() {
        return compactor.forgotten();
    }

    /** Bytes of the newest states of these keys as they are stored, about; looks into the tables' indexes. */
    public long approximateBytes(KeyInterval interval) {
        byte[] to = interval.to();
        return store.space().approximateBytes(Family.LATEST, interval.from(), to == null ? AFTER_EVERY_KEY : to);
    }

    /** The key's newest state, tombstones included; it may be newer than what the caller reads at. */
    @Nullable
    KeyVersion newest(byte[] key) {
        store.requireOpen();
        KeyVersion alive = newest.find(key, this::stored);
        return alive == null ? stored(key) : alive;
    }

    /** As {@link #newest}, but null if that would need a look into the store. */
    @Nullable
    KeyVersion newestInMemory(byte[] key) {
        store.requireOpen();
        return newest.find(key);
    }

    private @Nullable KeyVersion stored(byte[] key) {
        return RowCodec.decodeNullable(key, store.get(Family.LATEST, key));
    }

    RocksStore store() {
        return store;
    }

    long sortBytesMax() {
        return sortBytesMax;
    }

    void requireReadable(long revision) {
        long oldest = counters.compactRevision();
        if (revision < oldest) {
            throw new CompactedException(oldest);
        }
    }
}
