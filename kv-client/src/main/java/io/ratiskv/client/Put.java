package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

/**
 * Writes one key. Immutable; the methods answer changed copies.
 *
 * @param lease lease that the key shall hang on; 0 = none
 * @param wantsPrevious answer with the key's previous state
 * @param keepsValue keep the value that the key has; the key must exist
 * @param keepsLease keep the lease that the key has; the key must exist
 */
public record Put(Bytes key, Bytes value, long lease, boolean wantsPrevious, boolean keepsValue, boolean keepsLease)
        implements Op {

    public Put {
        requireNonNull(key, "key");
        requireNonNull(value, "value");
    }

    public static Put of(String key, String value) {
        return of(Bytes.of(key), Bytes.of(value));
    }

    public static Put of(String key, byte[] value) {
        return of(Bytes.of(key), Bytes.of(value));
    }

    public static Put of(byte[] key, byte[] value) {
        return of(Bytes.of(key), Bytes.of(value));
    }

    public static Put of(Bytes key, Bytes value) {
        return new Put(key, value, 0, false, false, false);
    }

    /** Writes the key again with the value it has: a new revision, a new version, perhaps another lease. */
    public static Put touch(Bytes key) {
        return new Put(key, Bytes.EMPTY, 0, false, true, false);
    }

    public Put returningPrevious() {
        return new Put(key, value, lease, true, keepsValue, keepsLease);
    }

    public Put withLease(long newLease) {
        return new Put(key, value, newLease, wantsPrevious, keepsValue, keepsLease);
    }

    public Put keepingLease() {
        return new Put(key, value, 0, wantsPrevious, keepsValue, true);
    }
}
