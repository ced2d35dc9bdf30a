package io.ratiskv.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened, as simply as it can be said. */
final class PlainHistory {
    /** @param value null if the key was deleted */
    record Change(
            long revision,
            String key,
            @Nullable String value,
            @Nullable String before) {
        String words(boolean previous) {
            return PlainHistory.words(revision, key, value, previous ? before : null);
        }
    }

    private final List<Change> changes = new ArrayList<>();
    private final NavigableMap<String, String> now = new TreeMap<>();
    private long revision = 1;

    long revision() {
        return revision;
    }

    /** One command: keys with their new values, null to delete. Keys are named once. */
    void apply(Map<String, @Nullable String> command) {
        long next = revision + 1;
        int before = changes.size();
        command.forEach((key, value) -> {
            String was = now.get(key);
            if (value != null) {
                now.put(key, value);
                changes.add(new Change(next, key, value, was));
            } else if (was != null) {
                now.remove(key);
                changes.add(new Change(next, key, null, was));
            }
        });
        if (changes.size() > before) {
            revision = next;
        }
    }

    List<Change> between(long after, long upTo) {
        return changes.stream()
                .filter(c -> c.revision > after && c.revision <= upTo)
                .toList();
    }

    Map<String, String> at(long wanted, String from, String end) {
        NavigableMap<String, String> state = new TreeMap<>();
        for (Change change : changes) {
            if (change.revision > wanted) {
                break;
            }
            String value = change.value;
            if (value == null) {
                state.remove(change.key);
            } else {
                state.put(change.key, value);
            }
        }
        return end.isEmpty() ? state.subMap(from, true, from, true) : state.subMap(from, true, end, false);
    }

    static String words(long revision, String key, @Nullable String value, @Nullable String before) {
        return revision
                + (value == null ? " del " + key : " put " + key + "=" + value)
                + (before == null ? "" : " was " + before);
    }
}
