package io.ratiskv.jepsen.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the calls of a watch history ask. A watcher is a process: it opens, takes item by item, and may open again. */
public sealed interface WatchRequest {
    /**
     * A command that changes keys, all at one revision.
     *
     * @param number of the write, unique
     */
    record Write(long number, List<Change> changes) implements WatchRequest {
        public Write {
            changes = List.copyOf(changes);
        }

        @Override
        public String toString() {
            return "#" + number + " " + changes;
        }
    }

    /**
     * One change of a write.
     *
     * @param key the key, or the first one of a deleted range
     * @param value of a put, unique; null: a deletion
     * @param to first key after a deleted range; null: of one key
     */
    record Change(
            String key, @Nullable String value, @Nullable String to) {
        public static Change put(String key, String value) {
            return new Change(key, value, null);
        }

        public static Change delete(String key) {
            return new Change(key, null, null);
        }

        public static Change deleteRange(String from, String to) {
            return new Change(from, null, to);
        }

        /** Whether it is a deletion that deletes this key if it is there. */
        public boolean deletes(String other) {
            return value == null
                    && (to == null ? key.equals(other) : other.compareTo(key) >= 0 && other.compareTo(to) < 0);
        }

        @Override
        public String toString() {
            return value != null ? key + "=" + value : "delete " + key + (to == null ? "" : ".." + to);
        }
    }

    /** What became of a write that ended unknown. */
    record Resolve(long number) implements WatchRequest {}

    /**
     * A watcher begins, or goes on after it had closed.
     *
     * @param resumed it goes on where it was: {@code spec} begins right after what it had been told
     */
    record Open(WatchSpec spec, boolean resumed) implements WatchRequest {}

    /** The next item. */
    record Take() implements WatchRequest {}

    /** A watcher stops; it may open again. */
    record Close() implements WatchRequest {}

    /** The state of the range, read linearizably. */
    record ReadAll(String from, String to) implements WatchRequest {}
}
