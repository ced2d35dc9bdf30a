package io.ratiskv.server.mvcc;

import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.KeyLayout;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one Raft entry, command by command: later commands see what earlier ones did. A command is bracketed by
 * {@link #beginCommand} and {@link #commitCommand} or {@link #rollbackCommand}; if it changes anything it makes one
 * revision, with one event per key. {@link #finish} puts the outcome into the entry's batch.
 *
 * <p>Thread: the writer.
 */
public final class WriteTxn {
    /** Most keys that exist and that one command may look at in ranges. About a second of work. */
    public static final long VISITS_MAX = 1_000_000;

    /** Most bytes that one command may answer with. */
    public static final long ANSWER_BYTES_MAX = 8 * 1024 * 1024;

    /** Most keys that one command may delete or put. */
    public static final int EVENTS_MAX = 100_000;

    /** Most bytes of superseded states that one command may move into history. */
    public static final long MOVED_BYTES_MAX = 64 * 1024 * 1024;

    private static final long NEWEST = VersionScanner.NEWEST;

    private final RocksStore store;
    private final StoreBatch batch;
    private final Overlay overlay;
    private final ReadValidation validation;
    private final List<Cell> touched = new ArrayList<>();
    private Counters counters;
    private WorkBudget budget = newBudget();
    private long movedBytes;
    private long rowBytes;

    WriteTxn(RocksStore store, Counters counters, NewestStates newest) {
        this.store = store;
        this.counters = counters;
        this.batch = store.newBatch();
        this.overlay = new Overlay(store, newest);
        this.validation = new ReadValidation(store, overlay);
    }

    /** Store revision after the commands so far, without the running one. */
    public long revision() {
        return counters.revision();
    }

    public long compactRevision() {
        return counters.compactRevision();
    }

    /** Store revision as the running command sees it: the new one as soon as it has changed something. */
    public long runningRevision() {
        return touched.isEmpty() ? revision() : nextRevision();
    }

    /** Store revision after the running command, if it ends here: puts and deletions that cancel out make none. */
    public long revisionIfCommitted() {
        return touched.stream().anyMatch(Cell::isChanged) ? nextRevision() : revision();
    }

    /** Revision that the running command makes if it changes anything. */
    public long nextRevision() {
        return revision() + 1;
    }

    public void beginCommand() {
        budget = newBudget();
        movedBytes = 0;
    }

    /** The key's newest state, what the running command did included; null if it does not exist. */
    public @Nullable KeyVersion get(byte[] key) {
        return overlay.cell(key).alive();
    }

    /** Writes a key. Returns its state before, null if it did not exist. */
    public @Nullable KeyVersion put(byte[] key, ByteBuffer value, long lease) {
        Cell cell = overlay.cell(key);
        KeyVersion previous = cell.alive();
        long revision = nextRevision();
        long create = previous == null ? revision : previous.createRevision();
        long version = previous == null ? 1 : previous.version() + 1;
        change(cell, RowCodec.alive(cell.key(), create, revision, version, lease, value));
        return previous;
    }

    /** Deletes every key of the interval. Returns the states before, in order of the keys. */
    public List<KeyVersion> deleteRange(KeyInterval interval) {
        if (interval.isSingle()) {
            Cell cell = overlay.cell(interval.from());
            KeyVersion previous = cell.alive();
            if (previous == null) {
                return List.of();
            }
            change(cell, RowCodec.tombstone(cell.key(), nextRevision()));
            return List.of(previous);
        }
        List<KeyVersion> deleted = new ArrayList<>();
        try (VersionScanner scanner = new VersionScanner(store, interval, NEWEST, overlay)) {
            while (scanner.next()) {
                budget.visit();
                KeyVersion found = scanner.get();
                deleted.add(found);
                change(overlay.cell(found), RowCodec.tombstone(found.key(), nextRevision()));
            }
        }
        return deleted;
    }

    /** Answers a range query; {@code revision} 0 = newest, what the running command did included. All in one page. */
    public RangePage range(RangeQuery query, long revision) {
        if (revision > revision()) {
            throw new FutureRevisionException(revision());
        }
        if (revision > 0 && revision < compactRevision()) {
            throw new CompactedException(compactRevision());
        }
        if (query.interval().isSingle() && revision <= 0) {
            return SingleKeyAnswer.of(query, get(query.interval().from()), budget);
        }
        long at = revision <= 0 ? NEWEST : revision;
        try (VersionScanner scanner = new VersionScanner(store, query.interval(), at, overlay)) {
            return new RangeScan(scanner, query, budget).next(Integer.MAX_VALUE);
        }
    }

    /** Whether every key of the interval that exists satisfies the test. */
    public boolean allMatch(KeyInterval interval, Predicate<KeyVersion> test) {
        try (VersionScanner scanner = new VersionScanner(store, interval, NEWEST, overlay)) {
            while (scanner.next()) {
                budget.visit();
                if (!test.test(scanner.get())) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Counts something into the running command's answer. */
    public void answerWith(KeyVersion kv) {
        budget.keep(kv.sizeBytes());
    }

    /**
     * What of the reads has changed after they were made, appeared and disappeared keys included; null if nothing has.
     *
     * @throws CompactedException if it can no longer be told
     * @throws FutureRevisionException if nobody can have read at that revision
     */
    public @Nullable Conflict validate(List<KeyInterval> reads, long readRevision) {
        if (readRevision > revision()) {
            throw new FutureRevisionException(revision());
        }
        if (readRevision < compactRevision()) {
            throw new CompactedException(compactRevision());
        }
        return validation.check(reads, readRevision, revision(), budget);
    }

    /** Forgets, from now on, what is superseded at a revision between the compact and the newest one. */
    public void compact(long revision) {
        counters = new Counters(counters.revision(), revision, counters.keys());
    }

    /** What the running command changes if it ends here, in the order in which it first touched the keys. */
    public List<KeyChange> changes() {
        List<KeyChange> changes = new ArrayList<>(touched.size());
        for (Cell cell : touched) {
            KeyChange change = cell.change(nextRevision());
            if (change != null) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** The running command stands. Returns whether it changed anything and so made a revision. */
    public boolean commitCommand(ChangeListener listener) {
        long revision = nextRevision();
        long keys = counters.keys();
        int events = 0;
        for (Cell cell : touched) {
            KeyVersion before = cell.before();
            KeyChange change = cell.change(revision);
            if (change == null) {
                cell.restore();
                continue;
            }
            KeyVersion after = change.after();
            boolean existed = change.before() != null;
            long previous = before == null ? 0 : before.modRevision();
            byte[] changeKey = KeyLayout.change(revision, events++);
            batch.put(Family.CHANGES, changeKey, ChangeRow.encode(after.isTombstone(), previous, cell.key()));
            if (before != null) {
                rowBytes += cell.key().length + before.row().length;
            }
            keys += (after.isTombstone() ? 0 : 1) - (existed ? 1 : 0);
            rowBytes += cell.key().length + after.row().length;
            listener.changed(change);
            validation.changed(revision, cell.key());
            cell.keep();
        }
        touched.clear();
        if (events > 0) {
            counters = new Counters(revision, counters.compactRevision(), keys);
        }
        return events > 0;
    }

    /** The running command is refused: nothing of it remains. */
    public void rollbackCommand() {
        for (Cell cell : touched) {
            cell.restore();
        }
        touched.clear();
    }

    /** The batch that the entry's changes go into; others may add rows of their own families. */
    public StoreBatch batch() {
        return batch;
    }

    /** Size of the batch as it will be, about. */
    public long sizeBytes() {
        return batch.sizeBytes() + rowBytes;
    }

    /**
     * Puts states and counters into the batch; a key changed many times by the entry is written once. In the order of the
     * keys: the store finds the place of a row from that of the one before.
     */
    public StoreBatch finish() {
        for (Cell cell : overlay.cells()) {
            for (KeyVersion old : cell.superseded()) {
                batch.put(Family.VERSIONS, KeyLayout.version(cell.key(), old.modRevision()), old.row());
            }
        }
        for (Cell cell : overlay.cells()) {
            KeyVersion state = cell.current();
            if (cell.isDirty() && state != null) {
                batch.put(Family.LATEST, cell.key(), state.row());
            }
        }
        batch.put(Family.META, Counters.ROW, counters.encode());
        return batch;
    }

    /** Tells of the newest states as the batch holds them. */
    void newestTo(NewestStates newest) {
        for (Cell cell : overlay.cells()) {
            KeyVersion state = cell.current();
            if (cell.isDirty() && state != null) {
                newest.written(state);
            }
        }
    }

    Counters counters() {
        return counters;
    }

    private void change(Cell cell, KeyVersion next) {
        KeyVersion previous = cell.current();
        if (!cell.change(next, nextRevision())) {
            return;
        }
        touched.add(cell);
        // Tombstones do not count: members free them at different times, and must agree on what is too much.
        movedBytes += previous == null || previous.isTombstone() ? 0 : previous.row().length;
        if (touched.size() > EVENTS_MAX) {
            throw new RangeTooLargeException("keys changed", EVENTS_MAX);
        }
        if (movedBytes > MOVED_BYTES_MAX) {
            throw new RangeTooLargeException("bytes superseded", MOVED_BYTES_MAX);
        }
    }

    private static WorkBudget newBudget() {
        return new WorkBudget(VISITS_MAX, ANSWER_BYTES_MAX);
    }
}
