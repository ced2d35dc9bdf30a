package io.ratiskv.jepsen.history;

import org.jspecify.annotations.Nullable;

/** What is asked of a register. A null value is a register that was never written. */
public sealed interface RegisterRequest {
    /** Which register. */
    String key();

    /**
     * Asks for the value.
     *
     * @param key of the register
     */
    record Read(String key) implements RegisterRequest {}

    /**
     * Sets the value.
     *
     * @param key of the register
     * @param value what is written
     */
    record Write(String key, String value) implements RegisterRequest {}

    /**
     * Sets the value if it is the expected one; a mismatch ends in {@code FAIL}.
     *
     * @param key of the register
     * @param expected value that must be there
     * @param value what is written
     */
    record Cas(String key, @Nullable String expected, String value) implements RegisterRequest {}
}
