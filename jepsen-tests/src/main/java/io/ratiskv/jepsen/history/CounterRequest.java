package io.ratiskv.jepsen.history;

/** What is asked of a counter. The answer is where it stood right after; of an add it may be unknown. */
public sealed interface CounterRequest {
    /** Which counter. */
    String key();

    /**
     * Adds.
     *
     * @param key of the counter
     * @param delta not zero
     */
    record Add(String key, long delta) implements CounterRequest {}

    /**
     * Asks where it stands.
     *
     * @param key of the counter
     */
    record Read(String key) implements CounterRequest {}
}
