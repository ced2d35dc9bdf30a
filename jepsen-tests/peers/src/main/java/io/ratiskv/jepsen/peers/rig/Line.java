package io.ratiskv.jepsen.peers.rig;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A line of a {@link Sheet}: what was varied, and what came of it.
 *
 * @param error what went wrong, if something did; values may be there nevertheless
 */
public record Line(String name, Map<Measure, Double> values, Optional<String> error) {
    public Line {
        Map<Measure, Double> ordered = new EnumMap<>(Measure.class);
        ordered.putAll(values);
        values = Collections.unmodifiableMap(ordered);
    }

    public static Line of(String name, Map<Measure, Double> values) {
        return new Line(name, values, Optional.empty());
    }

    public double value(Measure measure) {
        Double value = values.get(measure);
        if (value == null) {
            throw new IllegalArgumentException(name + " has no " + measure.label());
        }
        return value;
    }

    /** The same with one more value. */
    public Line with(Measure measure, double value) {
        Map<Measure, Double> more = new EnumMap<>(Measure.class);
        more.putAll(values);
        more.put(measure, value);
        return new Line(name, more, error);
    }

    /** One line for who waits: name and values with their units. */
    public String words() {
        StringBuilder out = new StringBuilder(String.format("%-24s", name));
        values.forEach((measure, value) ->
                out.append("  ").append(measure.label()).append(' ').append(Measure.format(value)));
        error.ifPresent(words -> out.append("  ERROR ").append(words));
        return out.toString();
    }
}
