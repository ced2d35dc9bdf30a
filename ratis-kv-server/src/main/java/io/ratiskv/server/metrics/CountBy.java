package io.ratiskv.server.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Something that is counted by what one label says: few values, known to the code. Thread: any. */
public final class CountBy {
    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private final Function<String, Count> register;

    CountBy(Function<String, Count> register) {
        this.register = register;
    }

    public void increment(String label) {
        of(label).increment();
    }

    public Count of(String label) {
        Count known = counts.get(label);
        return known != null ? known : counts.computeIfAbsent(label, register);
    }
}
