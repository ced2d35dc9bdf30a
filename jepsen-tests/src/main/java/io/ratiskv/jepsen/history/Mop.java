package io.ratiskv.jepsen.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a transaction in a history. */
public sealed interface Mop {
    /** The key that it reads or writes. */
    String key();

    /**
     * Adds a value at the end of a list. Values are unique per key.
     *
     * @param key of the list
     * @param value what is added
     */
    record Append(String key, long value) implements Mop {}

    /**
     * Reads a whole list.
     *
     * @param key of the list
     * @param values what was found, oldest first, empty if there was no key; null before the answer
     */
    record ReadList(String key, @Nullable List<Long> values) implements Mop {}

    /**
     * Sets a register. Values are unique per key.
     *
     * @param key of the register
     * @param value what is written
     */
    record Write(String key, long value) implements Mop {}

    /**
     * Reads a register.
     *
     * @param key of the register
     * @param value what was found; null: no key, or not answered yet
     */
    record Read(String key, @Nullable Long value) implements Mop {}
}
