package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

/**
 * Deletes one key or a range of keys. Immutable.
 *
 * @param wantsPrevious answer with what was deleted
 */
public record Delete(KeyRange range, boolean wantsPrevious) implements Op {

    public Delete {
        requireNonNull(range, "range");
    }

    public static Delete key(String key) {
        return of(KeyRange.key(key));
    }

    public static Delete key(byte[] key) {
        return of(KeyRange.key(key));
    }

    public static Delete key(Bytes key) {
        return of(KeyRange.key(key));
    }

    public static Delete prefix(String prefix) {
        return of(KeyRange.prefix(prefix));
    }

    public static Delete of(KeyRange range) {
        return new Delete(range, false);
    }

    public Delete returningPrevious() {
        return new Delete(range, true);
    }
}
