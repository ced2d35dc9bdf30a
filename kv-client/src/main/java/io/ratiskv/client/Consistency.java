package io.ratiskv.client;

import java.time.Duration;

/**
 * How fresh a read must be.
 *
 * @param maxAge for {@link Kind#BOUNDED}: greatest age of the state that may be read; else zero
 */
public record Consistency(Kind kind, Duration maxAge) {
    /** The three promises. */
    public enum Kind {
        LINEARIZABLE,
        LOCAL,
        BOUNDED
    }

    /** At least as new as every write acknowledged anywhere before the read began. The default. */
    public static final Consistency LINEARIZABLE = new Consistency(Kind.LINEARIZABLE, Duration.ZERO);

    /** Whatever the member that is asked has applied, of any age. */
    public static final Consistency LOCAL = new Consistency(Kind.LOCAL, Duration.ZERO);

    public Consistency {
        if (kind == Kind.BOUNDED && (maxAge.isNegative() || maxAge.toMillis() == 0)) {
            throw new InvalidArgumentException("consistency.maxAge", "must be at least a millisecond, is " + maxAge);
        }
    }

    /**
     * From any member that can prove its state to be at most so old; {@link StaleReadException} if none can.
     *
     * @param maxAge at least a millisecond
     */
    public static Consistency bounded(Duration maxAge) {
        return new Consistency(Kind.BOUNDED, maxAge);
    }
}
