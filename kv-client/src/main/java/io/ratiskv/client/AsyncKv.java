package io.ratiskv.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@link Kv} without waiting. A failed future holds a {@link KvException}; no method throws one itself, except for
 * arguments that make no request. Futures complete on {@link KvClientBuilder#executor the client's executor}, never on
 * its network thread, so that what is chained to them may wait or call the client again. Cancelling a future gives up
 * on the answer, not on the call: an already sent write still counts as answered when its answer comes.
 *
 * <p>When as many calls are open as {@link KvClientBuilder#inFlightMax} allows, a call fails at once with
 * {@link OverloadedException}.
 */
public interface AsyncKv {
    /** See {@link Kv#withDeadline}. */
    AsyncKv withDeadline(Duration deadline);

    /** See {@link Kv#withConsistency}. */
    AsyncKv withConsistency(Consistency consistency);

    /** See {@link Kv#withMinRevision}. */
    AsyncKv withMinRevision(long revision);

    /** See {@link Kv#withFences}. */
    AsyncKv withFences(Fence... fences);

    CompletableFuture<PutResult> put(Put put);

    default CompletableFuture<PutResult> put(String key, String value) {
        return put(Put.of(key, value));
    }

    default CompletableFuture<PutResult> put(byte[] key, byte[] value) {
        return put(Put.of(key, value));
    }

    default CompletableFuture<Optional<KeyValue>> get(Bytes key) {
        return range(Range.key(key)).thenApply(found -> found.entries().stream().findFirst());
    }

    default CompletableFuture<Optional<KeyValue>> get(String key) {
        return get(Bytes.of(key));
    }

    default CompletableFuture<Optional<KeyValue>> get(byte[] key) {
        return get(Bytes.of(key));
    }

    /** See {@link Kv#range}. */
    CompletableFuture<RangeResult> range(Range range);

    /**
     * One page of the answer: at most 128 entries, and not more than the limit. If it says {@code more} and has a next
     * key, {@link Range#after} makes the request for the next one.
     */
    CompletableFuture<RangeResult> page(Range range);

    CompletableFuture<DeleteResult> delete(Delete delete);

    default CompletableFuture<DeleteResult> delete(String key) {
        return delete(Delete.key(key));
    }

    default CompletableFuture<DeleteResult> delete(byte[] key) {
        return delete(Delete.key(key));
    }

    default CompletableFuture<DeleteResult> deleteRange(KeyRange range) {
        return delete(Delete.of(range));
    }

    CompletableFuture<TxnResult> txn(Txn txn);

    /** See {@link Kv#compareAndSet(Bytes, long, Bytes)}. */
    default CompletableFuture<CasResult> compareAndSet(Bytes key, long modRevision, Bytes value) {
        return txn(CompareAndSet.byRevision(key, modRevision, value)).thenApply(CompareAndSet::result);
    }

    default CompletableFuture<CasResult> compareAndSet(String key, long modRevision, String value) {
        return compareAndSet(Bytes.of(key), modRevision, Bytes.of(value));
    }

    /** See {@link Kv#compareAndSet(Bytes, Bytes, Bytes)}. */
    default CompletableFuture<CasResult> compareAndSet(Bytes key, Bytes expected, Bytes value) {
        return txn(CompareAndSet.byValue(key, expected, value)).thenApply(CompareAndSet::result);
    }

    default CompletableFuture<CasResult> compareAndSet(String key, String expected, String value) {
        return compareAndSet(Bytes.of(key), Bytes.of(expected), Bytes.of(value));
    }

    /** See {@link Kv#putIfAbsent}. */
    default CompletableFuture<CasResult> putIfAbsent(Bytes key, Bytes value) {
        return compareAndSet(key, 0, value);
    }

    default CompletableFuture<CasResult> putIfAbsent(String key, String value) {
        return putIfAbsent(Bytes.of(key), Bytes.of(value));
    }

    /** {@link Kv#transact}; the body runs on the client's executor and may wait. */
    <T> CompletableFuture<T> transact(TransactionBody<T> body);
}
