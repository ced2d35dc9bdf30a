package io.ratiskv.jepsen.workload;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.WatchItem;
import io.ratiskv.jepsen.history.ToldEvent;
import io.ratiskv.jepsen.history.ToldItem;
import io.ratiskv.jepsen.history.ToldState;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values that say which write they are of, and what a watch told in the terms of histories. A value may be long: its history
 * knows its name and its length, and a damaged one under a name that nobody wrote.
 *
 * <p>Thread: any.
 */
final class WatchValues {
    // Many watchers are told of the same states: one object for each.
    private final ConcurrentHashMap<ToldState, ToldState> shared = new ConcurrentHashMap<>();

    /** Name of a put's value: the write's number, its place in it, its length. */
    static String name(long number, int place, int padding) {
        return number + "." + place + ":" + padding;
    }

    /** The value of that name. */
    static Bytes value(String name) {
        int padding = Integer.parseInt(name.substring(name.indexOf(':') + 1));
        return Bytes.of(name + ":" + "x".repeat(padding));
    }

    /** Name of this value, if it is whole. */
    static String nameOf(String value) {
        int end = value.lastIndexOf(':');
        if (end > 0) {
            String name = value.substring(0, end);
            try {
                int padding = Integer.parseInt(name.substring(name.indexOf(':') + 1));
                if (value.length() == end + 1 + padding
                        && value.chars().skip(end + 1).allMatch(c -> c == 'x')) {
                    return name;
                }
            } catch (NumberFormatException e) {
                return damaged(value);
            }
        }
        return damaged(value);
    }

    private static String damaged(String value) {
        return "damaged " + value.substring(0, Math.min(40, value.length())) + " of " + value.length();
    }

    ToldState state(KeyValue entry) {
        ToldState state = new ToldState(
                entry.keyText(),
                nameOf(entry.valueText()),
                entry.createRevision(),
                entry.modRevision(),
                entry.version());
        ToldState known = shared.putIfAbsent(state, state);
        return known == null ? state : known;
    }

    List<ToldState> states(List<KeyValue> entries) {
        return entries.stream().map(this::state).toList();
    }

    private ToldEvent event(Event event) {
        ToldState previous = event.previous().map(this::state).orElse(null);
        return event.isPut()
                ? new ToldEvent(true, state(event.keyValue()), previous)
                : ToldEvent.deletion(event.key().utf8(), event.revision(), previous);
    }

    ToldItem told(WatchItem item) {
        if (item instanceof WatchItem.Changes changes) {
            return ToldItem.changes(
                    changes.revision(),
                    changes.events().stream().map(this::event).toList());
        }
        if (item instanceof WatchItem.Snapshot part) {
            return ToldItem.snapshot(part.revision(), states(part.entries()), part.last());
        }
        if (item instanceof WatchItem.Reset part) {
            return ToldItem.reset(
                    part.revision(),
                    states(part.entries()),
                    part.last(),
                    part.removed().stream().map(Bytes::utf8).toList(),
                    part.removedKnown(),
                    part.compactRevision());
        }
        return ToldItem.progress(item.revision());
    }
}
