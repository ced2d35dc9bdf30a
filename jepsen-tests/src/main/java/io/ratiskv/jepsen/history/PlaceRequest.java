package io.ratiskv.jepsen.history;

/** What is asked of a range of keys that has room for a few: who finds room puts a key in, in one transaction. */
public sealed interface PlaceRequest {
    /** Which range. */
    String range();

    /**
     * Counts the keys of the range and puts one more in if there are fewer than its limit.
     *
     * @param range its name
     * @param key what would be put in; unique in a history
     */
    record Claim(String range, String key) implements PlaceRequest {}

    /**
     * Reads the range.
     *
     * @param range its name
     */
    record Count(String range) implements PlaceRequest {}
}
