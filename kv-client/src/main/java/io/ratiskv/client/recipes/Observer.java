package io.ratiskv.client.recipes;

import java.util.Optional;

/**
 * Is told how something is, first at once and then whenever it changes: one call at a time, on the client's executor. It
 * may wait and call the client; what changes several times meanwhile may be told once.
 *
 * @param <T> what it is told
 */
@FunctionalInterface
public interface Observer<T> {
    void told(T state);

    /**
     * Nothing more will be told; called once.
     *
     * @param reason why; empty if whoever observes has ended it
     */
    default void ended(Optional<Throwable> reason) {}
}
