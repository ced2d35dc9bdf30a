package io.ratiskv.server.metrics;

import java.util.function.DoubleSupplier;

/**
 * Something that is looked at when somebody asks. Not a number until it is known where to look, and whenever looking fails:
 * a member that installs a snapshot has no store to look at. Thread: any.
 */
public final class Level {
    private volatile DoubleSupplier source = () -> Double.NaN;

    Level() {}

    /** From now on this is where to look; must not block for long. */
    public void from(DoubleSupplier newSource) {
        source = newSource;
    }

    /** As {@link #from}: 1 for yes, 0 for no. */
    public void when(java.util.function.BooleanSupplier state) {
        source = () -> state.getAsBoolean() ? 1 : 0;
    }

    /** What is there now; not a number if that cannot be told. */
    public double now() {
        return value();
    }

    double value() {
        try {
            return source.getAsDouble();
        } catch (RuntimeException notNow) {
            return Double.NaN;
        }
    }
}
