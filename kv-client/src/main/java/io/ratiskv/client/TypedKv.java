package io.ratiskv.client;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@link Kv} in the program's own types. Immutable and thread-safe, as long as the codecs are.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class TypedKv<K, V> {
    private final Kv kv;
    private final Codec<K> keys;
    private final Codec<V> values;

    TypedKv(Kv kv, Codec<K> keys, Codec<V> values) {
        this.kv = kv;
        this.keys = keys;
        this.values = values;
    }

    /**
     * A key with its value and the revision to compare with.
     *
     * @param modRevision revision at which the key was last written
     */
    public record Entry<K, V>(K key, V value, long modRevision) {}

    public Optional<V> get(K key) {
        return kv.get(keys.encode(key)).map(found -> values.decode(found.value().toArray()));
    }

    /** The value with the revision that {@link #compareAndSet} wants. */
    public Optional<Entry<K, V>> entry(K key) {
        return kv.get(keys.encode(key)).map(this::entry);
    }

    /** Answers the revision that the put made. */
    public long put(K key, V value) {
        return kv.put(keys.encode(key), values.encode(value)).revision();
    }

    /** Whether the key did not exist and now holds {@code value}. */
    public boolean putIfAbsent(K key, V value) {
        return compareAndSet(key, 0, value);
    }

    /** Whether the key was last written at {@code modRevision} and now holds {@code value}. */
    public boolean compareAndSet(K key, long modRevision, V value) {
        return kv.compareAndSet(keys.encode(key), modRevision, values.encode(value))
                .succeeded();
    }

    /** Whether there was such a key. */
    public boolean delete(K key) {
        return kv.delete(keys.encode(key)).deleted() > 0;
    }

    /** The entries of a range, fetched in pages as they are asked for. */
    public Stream<Entry<K, V>> scan(Range range) {
        return kv.scan(range).map(this::entry);
    }

    private Entry<K, V> entry(KeyValue found) {
        return new Entry<>(
                keys.decode(found.key().toArray()), values.decode(found.value().toArray()), found.modRevision());
    }
}
