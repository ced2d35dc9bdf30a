package io.ratiskv.client;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One run of a {@link Kv#transact} body. The first read fixes the revision that all reads see; writes are kept here,
 * visible to this transaction's own reads, until the body returns. Not thread-safe; of no use after the body.
 */
public interface Transaction {
    /** The key as of the snapshot, or as this transaction has written it (then with revisions and version 0). */
    Optional<KeyValue> get(Bytes key);

    default Optional<KeyValue> get(String key) {
        return get(Bytes.of(key));
    }

    default Optional<KeyValue> get(byte[] key) {
        return get(Bytes.of(key));
    }

    /**
     * The keys as of the snapshot, own writes included. Of the request's fields only keys, limit and keysOnly may be
     * set. Everything in the part of the range that was read becomes part of what must not change, appearing keys
     * included.
     *
     * @throws InvalidArgumentException if another field is set
     */
    RangeResult range(Range range);

    void put(Bytes key, Bytes value);

    default void put(String key, String value) {
        put(Bytes.of(key), Bytes.of(value));
    }

    default void put(byte[] key, byte[] value) {
        put(Bytes.of(key), Bytes.of(value));
    }

    void delete(Bytes key);

    default void delete(String key) {
        delete(Bytes.of(key));
    }

    default void delete(byte[] key) {
        delete(Bytes.of(key));
    }

    /** The revision that reads see; empty before the first read. */
    OptionalLong snapshotRevision();
}
