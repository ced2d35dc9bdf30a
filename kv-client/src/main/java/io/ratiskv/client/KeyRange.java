package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

/**
 * Which keys: one, or those from {@code start} (in) to {@code end} (out).
 *
 * @param start first key
 * @param end empty: just {@code start}; one zero byte: every key from {@code start} on; else the first key not meant
 */
public record KeyRange(Bytes start, Bytes end) {
    static final Bytes TO_THE_LAST = Bytes.of(new byte[] {0});

    public KeyRange {
        requireNonNull(start, "start");
        requireNonNull(end, "end");
    }

    public static KeyRange key(String key) {
        return key(Bytes.of(key));
    }

    public static KeyRange key(byte[] key) {
        return key(Bytes.of(key));
    }

    public static KeyRange key(Bytes key) {
        return new KeyRange(key, Bytes.EMPTY);
    }

    public static KeyRange prefix(String prefix) {
        return prefix(Bytes.of(prefix));
    }

    public static KeyRange prefix(byte[] prefix) {
        return prefix(Bytes.of(prefix));
    }

    /** Every key that starts with {@code prefix}; all keys if it is empty. */
    public static KeyRange prefix(Bytes prefix) {
        return prefix.isEmpty() ? all() : new KeyRange(prefix, prefix.prefixEnd());
    }

    public static KeyRange between(String start, String end) {
        return between(Bytes.of(start), Bytes.of(end));
    }

    public static KeyRange between(byte[] start, byte[] end) {
        return between(Bytes.of(start), Bytes.of(end));
    }

    /**
     * Keys from {@code start} (in) to {@code end} (out).
     *
     * @throws InvalidArgumentException if {@code end} is not after {@code start}
     */
    public static KeyRange between(Bytes start, Bytes end) {
        if (start.compareTo(end) >= 0) {
            throw new InvalidArgumentException("range.end", "the end " + end + " is not after the start " + start);
        }
        return new KeyRange(start, end);
    }

    public static KeyRange from(String start) {
        return from(Bytes.of(start));
    }

    public static KeyRange from(byte[] start) {
        return from(Bytes.of(start));
    }

    /** {@code start} and every key after it. */
    public static KeyRange from(Bytes start) {
        return new KeyRange(start.isEmpty() ? TO_THE_LAST : start, TO_THE_LAST);
    }

    /** Every key. */
    public static KeyRange all() {
        return new KeyRange(TO_THE_LAST, TO_THE_LAST);
    }

    public boolean isSingleKey() {
        return end.isEmpty();
    }

    /** Has no end: reaches to the last key. */
    public boolean isOpenEnded() {
        return end.equals(TO_THE_LAST);
    }

    public boolean contains(Bytes key) {
        if (isSingleKey()) {
            return key.equals(start);
        }
        return key.compareTo(start) >= 0 && (isOpenEnded() || key.compareTo(end) < 0);
    }
}
