package io.ratiskv.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keys and values, waiting for each answer. Thread-safe; at home on virtual threads.
 *
 * <p>Every call ends within the deadline of its view, all retries included. Every write happens once, however often it
 * had to be sent. Failures are {@link KvException}s: {@link InvalidRequestException}, {@link RejectedException},
 * {@link UnavailableException}, {@link OutcomeUnknownException} (writes only), {@link SessionLostException} (writes
 * only) and {@link ClientClosedException} can come from any method and are not listed again.
 *
 * <p>A waiting thread that is interrupted gives the call up: it gets {@link OutcomeUnknownException} if a write may
 * have been sent, else {@link UnavailableException}, and finds its interrupt flag set.
 */
public interface Kv {
    /** This, with so long for each call. Shares everything else. */
    Kv withDeadline(Duration deadline);

    /** This, with reads that are so fresh unless they say otherwise. */
    Kv withConsistency(Consistency consistency);

    /** This, with reads at least as new as {@code revision}: what another service wrote and told us of. */
    Kv withMinRevision(long revision);

    /** This, with fences for writes to protected ranges. */
    Kv withFences(Fence... fences);

    /** This, with keys and values of the program's own types. */
    default <K, V> TypedKv<K, V> view(Codec<K> keys, Codec<V> values) {
        return new TypedKv<>(this, keys, values);
    }

    PutResult put(Put put);

    default PutResult put(String key, String value) {
        return put(Put.of(key, value));
    }

    default PutResult put(String key, byte[] value) {
        return put(Put.of(key, value));
    }

    default PutResult put(byte[] key, byte[] value) {
        return put(Put.of(key, value));
    }

    default PutResult put(Bytes key, Bytes value) {
        return put(Put.of(key, value));
    }

    default Optional<KeyValue> get(Bytes key) {
        return range(Range.key(key)).entries().stream().findFirst();
    }

    default Optional<KeyValue> get(String key) {
        return get(Bytes.of(key));
    }

    default Optional<KeyValue> get(byte[] key) {
        return get(Bytes.of(key));
    }

    /**
     * The whole answer at once; for large ranges use {@link #pages} or {@link #scan}.
     *
     * @throws TooLargeException if the answer is larger than {@link KvClientBuilder#rangeBytesMax}
     */
    RangeResult range(Range range);

    /**
     * The answer page by page, all of one revision, across reconnects and other members; the next page is fetched
     * while this one is looked at. Each page has the deadline to itself.
     *
     * @throws InvalidArgumentException if the order is not ascending by key
     * @throws CompactedException while iterating, if the revision was compacted meanwhile
     */
    Iterator<RangeResult> pages(Range range);

    /** The entries of {@link #pages}, one by one. */
    default Stream<KeyValue> scan(Range range) {
        return PageIterator.stream(pages(range));
    }

    DeleteResult delete(Delete delete);

    default DeleteResult delete(String key) {
        return delete(Delete.key(key));
    }

    default DeleteResult delete(byte[] key) {
        return delete(Delete.key(key));
    }

    default DeleteResult delete(Bytes key) {
        return delete(Delete.key(key));
    }

    default DeleteResult deleteRange(KeyRange range) {
        return delete(Delete.of(range));
    }

    TxnResult txn(Txn txn);

    /** Writes {@code value} if the key was last written at {@code modRevision}; 0: if it does not exist. */
    default CasResult compareAndSet(Bytes key, long modRevision, Bytes value) {
        return CompareAndSet.result(txn(CompareAndSet.byRevision(key, modRevision, value)));
    }

    default CasResult compareAndSet(String key, long modRevision, String value) {
        return compareAndSet(Bytes.of(key), modRevision, Bytes.of(value));
    }

    default CasResult compareAndSet(byte[] key, long modRevision, byte[] value) {
        return compareAndSet(Bytes.of(key), modRevision, Bytes.of(value));
    }

    /** Writes {@code value} if the key holds {@code expected}. */
    default CasResult compareAndSet(Bytes key, Bytes expected, Bytes value) {
        return CompareAndSet.result(txn(CompareAndSet.byValue(key, expected, value)));
    }

    default CasResult compareAndSet(String key, String expected, String value) {
        return compareAndSet(Bytes.of(key), Bytes.of(expected), Bytes.of(value));
    }

    default CasResult compareAndSet(byte[] key, byte[] expected, byte[] value) {
        return compareAndSet(Bytes.of(key), Bytes.of(expected), Bytes.of(value));
    }

    /** Writes {@code value} if the key does not exist. */
    default CasResult putIfAbsent(Bytes key, Bytes value) {
        return compareAndSet(key, 0, value);
    }

    default CasResult putIfAbsent(String key, String value) {
        return putIfAbsent(Bytes.of(key), Bytes.of(value));
    }

    default CasResult putIfAbsent(byte[] key, byte[] value) {
        return putIfAbsent(Bytes.of(key), Bytes.of(value));
    }

    /**
     * Runs {@code body} on a snapshot and commits what it wrote, if nothing it read has changed meanwhile: strictly
     * serializable. On conflict it runs again, with jittered back-off, until the deadline, which counts for all
     * attempts together. A body that only reads needs no commit. What the body throws comes out as it is, and nothing
     * is written.
     *
     * @throws ConflictException if the last attempt in time was in conflict too; names the key
     */
    default <T> T transact(TransactionBody<T> body) {
        return transactReporting(body).value();
    }

    /** {@link #transact}, with the revision of the commit and the number of attempts. */
    <T> Committed<T> transactReporting(TransactionBody<T> body);
}
