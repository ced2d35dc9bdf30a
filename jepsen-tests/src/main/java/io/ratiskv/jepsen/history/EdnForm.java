package io.ratiskv.jepsen.history;

import org.jspecify.annotations.Nullable;

/**
 * How the calls of one kind of history stand in EDN. Values are what {@link EdnText} writes and reads.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
public interface EdnForm<I, O> {
    /** The {@code :f}, without colon. */
    String function(I input);

    /** The {@code :value} of an invocation. */
    @Nullable
    Object asked(I input);

    /** The {@code :value} of an {@code :ok}. */
    @Nullable
    Object answered(I input, O output);

    /** Whether it has no effect: one whose outcome is unknown is written as {@code :fail}, for it did nothing. */
    boolean readOnly(I input);

    /** What was asked. */
    I input(String function, @Nullable Object value);

    /** What was answered. */
    O output(I input, @Nullable Object value);
}
