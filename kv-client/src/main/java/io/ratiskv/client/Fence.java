package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

/**
 * Shows, with a write, that its writer has not been overtaken: the store refuses the write with {@link FenceException}
 * if a protected range that it touches has seen a greater token.
 *
 * @param range first key of the protected range; empty = every protected range that the write touches and that no other
 *     fence names
 * @param token what the lock gave out, 1 or more
 */
public record Fence(Bytes range, long token) {
    public Fence {
        requireNonNull(range, "range");
        if (token < 1) {
            throw new InvalidArgumentException("fences.token", "must be above 0, is " + token);
        }
    }

    /** For every protected range. */
    public static Fence of(long token) {
        return new Fence(Bytes.EMPTY, token);
    }

    /** For the protected range that begins with this key. */
    public static Fence of(String range, long token) {
        return new Fence(Bytes.of(range), token);
    }
}
