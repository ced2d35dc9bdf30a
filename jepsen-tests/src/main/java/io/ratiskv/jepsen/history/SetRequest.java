package io.ratiskv.jepsen.history;

/** What is asked of a growing set. The answer is what a read found, in its order; empty for an add. */
public sealed interface SetRequest {
    /**
     * Puts an element in. Elements are unique in a history.
     *
     * @param element what is added
     */
    record Add(long element) implements SetRequest {}

    /** Asks for everything. */
    record ReadAll() implements SetRequest {}
}
