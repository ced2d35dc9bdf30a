package io.ratiskv.client.connection;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Event;
import io.ratiskv.client.KeyValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that a watch has told to exist: what a reset needs in order to say which of them are gone.
 *
 * <p>Thread: network.
 */
final class KeyTracking {
    /** Most keys of a watch that are remembered; beyond it nothing is known until the next reset. */
    static final int KEYS_MAX = 100_000;

    private final int keysMax;
    private Set<Bytes> told = new HashSet<>();
    private boolean known = true;
    // The keys of the reset that is under way.
    private Set<Bytes> anew = new HashSet<>();
    private boolean anewKnown = true;

    KeyTracking(int keysMax) {
        this.keysMax = keysMax;
    }

    void changed(List<Event> events) {
        for (Event event : events) {
            if (event.isPut()) {
                add(event.key());
            } else {
                told.remove(event.key());
            }
        }
    }

    void exist(List<KeyValue> entries) {
        entries.forEach(entry -> add(entry.key()));
    }

    void resetBegins() {
        anew = new HashSet<>();
        anewKnown = true;
    }

    /** A part of a reset: told from now on, whether or not the reset comes to its end. */
    void resetTells(List<KeyValue> entries) {
        exist(entries);
        entries.forEach(entry -> anew.add(entry.key()));
        if (anew.size() > keysMax) {
            anew.clear();
            anewKnown = false;
        }
    }

    boolean isKnown() {
        return known && anewKnown;
    }

    /** The reset is complete: the keys that are gone, if {@link #isKnown} says so before. */
    List<Bytes> resetEnds() {
        List<Bytes> removed = isKnown()
                ? told.stream().filter(key -> !anew.contains(key)).sorted().toList()
                : List.of();
        told = anew;
        known = anewKnown;
        resetBegins();
        return removed;
    }

    private void add(Bytes key) {
        if (known) {
            told.add(key);
            if (told.size() > keysMax) {
                told.clear();
                known = false;
            }
        }
    }
}
