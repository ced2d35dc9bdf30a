package io.ratiskv.jepsen.checker;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a single-threaded object does, for {@link Linearizability}. Pure.
 *
 * @param <S> its state; immutable, compared by {@code equals}
 * @param <I> what is asked
 * @param <O> what is answered
 */
public interface Model<S, I, O> {
    /** The state before everything. */
    S init();

    /**
     * The state after a call, or null if the object would not have answered so in this state.
     *
     * @param output null: the answer is unknown, any would do
     */
    @Nullable
    S step(S state, I input, @Nullable O output);

    /** Calls of different partitions never influence each other: each is judged alone. */
    default Object partition(I input) {
        return "";
    }

    /** Whether the call leaves every state as it is: if unknown, it need not be looked at. */
    default boolean readOnly(I input) {
        return false;
    }

    /**
     * If all that the call does is to replace what is there by something that whoever looks at it recognises: that thing,
     * compared by {@code equals}. Null otherwise. Then an unknown call that nobody recognised is as good as none.
     */
    default @Nullable Object leaves(I input) {
        return null;
    }

    /**
     * The things that must have been there when the call happened. Everything that a call can see of other calls' {@link
     * #leaves} is here.
     *
     * @param output null: the answer is unknown
     */
    default Collection<?> recognises(I input, @Nullable O output) {
        return List.of();
    }
}
