package io.ratiskv.server.mvcc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key that the current Raft entry has looked at or changed. */
final class Cell {
    private static final int NOT_TOUCHED = 0;

    private final byte[] key;
    /** Newest state; null if there never was one, or it is compacted away. */
    private @Nullable KeyVersion current;
    /** State before the running command, if that has touched it. */
    private @Nullable KeyVersion before;

    private long touchedBy = NOT_TOUCHED;
    private boolean dirty;
    /** States that this entry made or found, and superseded; oldest first. */
    private @Nullable List<KeyVersion> superseded;

    Cell(byte[] key, @Nullable KeyVersion current) {
        this.key = key;
        this.current = current;
    }

    byte[] key() {
        return key;
    }

    /** Newest state, a tombstone included. */
    @Nullable
    KeyVersion current() {
        return current;
    }

    /** Newest state if the key exists. */
    @Nullable
    KeyVersion alive() {
        KeyVersion now = current;
        return now == null || now.isTombstone() ? null : now;
    }

    /** State at a revision as far as this entry knows it; null: older than what it knows. */
    @Nullable
    KeyVersion at(long revision) {
        KeyVersion now = current;
        if (now == null || now.modRevision() <= revision) {
            return now;
        }
        // What the running command replaced joins the superseded ones only when the command stands.
        KeyVersion replaced = touchedBy == NOT_TOUCHED ? null : before;
        if (replaced != null && replaced.modRevision() <= revision) {
            return replaced;
        }
        List<KeyVersion> old = superseded;
        for (int i = old == null ? -1 : old.size() - 1; old != null && i >= 0; i--) {
            if (old.get(i).modRevision() <= revision) {
                return old.get(i);
            }
        }
        return null;
    }

    /** Gives it a new state. Returns whether the running command had not touched it before. */
    boolean change(KeyVersion next, long runningRevision) {
        boolean first = touchedBy != runningRevision;
        if (first) {
            before = current;
            touchedBy = runningRevision;
        }
        current = next;
        return first;
    }

    /** State before the running command. */
    @Nullable
    KeyVersion before() {
        return before;
    }

    /** Whether the running command has changed it in the end; put and deleted again is nothing. */
    boolean isChanged() {
        KeyVersion old = before;
        boolean existed = old != null && !old.isTombstone();
        return existed || alive() != null;
    }

    /** What the running command has done to it in the end; null if nothing. */
    @Nullable
    KeyChange change(long revision) {
        KeyVersion old = before;
        KeyVersion now = current;
        if (now == null || !isChanged()) {
            return null;
        }
        return new KeyChange(revision, old == null || old.isTombstone() ? null : old, now);
    }

    /** The running command is refused, or changed nothing here in the end. */
    void restore() {
        current = before;
        settle();
    }

    /** The running command stands. */
    void keep() {
        dirty = true;
        KeyVersion old = before;
        if (old != null) {
            List<KeyVersion> list = superseded;
            if (list == null) {
                list = new ArrayList<>(1);
                superseded = list;
            }
            list.add(old);
        }
        settle();
    }

    /** States that this entry made or found, and superseded; oldest first. */
    List<KeyVersion> superseded() {
        List<KeyVersion> old = superseded;
        return old == null ? List.of() : old;
    }

    /** Whether the entry has changed it. */
    boolean isDirty() {
        return dirty;
    }

    private void settle() {
        before = null;
        touchedBy = NOT_TOUCHED;
    }
}
