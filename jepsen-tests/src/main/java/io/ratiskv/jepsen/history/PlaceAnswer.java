package io.ratiskv.jepsen.history;

import java.util.List;

/**
 * What a call found in a range.
 *
 * @param found keys that were there before it put its own in
 * @param placed whether it put its own in
 */
public record PlaceAnswer(List<String> found, boolean placed) {
    public PlaceAnswer {
        found = List.copyOf(found);
    }
}
