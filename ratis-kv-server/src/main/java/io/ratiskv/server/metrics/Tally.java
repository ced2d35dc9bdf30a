package io.ratiskv.server.metrics;

import java.util.function.LongSupplier;

/**
 * A count that is kept elsewhere and looked up when somebody asks. While it cannot be looked up it stays what it was. Thread:
 * any.
 */
public final class Tally {
    private volatile LongSupplier source = () -> 0;
    private volatile long last;

    Tally() {}

    /** From now on this is where to look; must not block for long. */
    public void from(LongSupplier newSource) {
        source = newSource;
    }

    double value() {
        try {
            last = source.getAsLong();
        } catch (RuntimeException notNow) {
            // As long as there is no store, for instance: it stays what it was.
        }
        return last;
    }
}
