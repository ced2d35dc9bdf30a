package io.ratiskv.jepsen.peers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one store did in one row of one round.
 *
 * @param round from 1
 * @param figures what was measured; none if it failed altogether
 * @param more further numbers, by name, for who looks closer
 * @param error what went wrong, if something did; figures may be there nevertheless
 */
public record Sample(
        String store,
        int round,
        String row,
        Map<Figure, Double> figures,
        Map<String, Double> more,
        Optional<String> error) {
    public Sample {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** Of a row that could not be measured. */
    static Sample failed(String store, int round, String row, String error) {
        return new Sample(store, round, row, Map.of(), Map.of(), Optional.of(error));
    }
}
