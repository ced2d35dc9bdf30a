package io.ratiskv.cli.bench.load;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * A store that can be measured. It is opened over a {@link Data}, whose keys and values are named by number, so that it
 * can make its own form of them once instead of for each operation.
 *
 * <p>{@code lane} is the place of an operation among those outstanding, from 0: one operation per lane at a time. A target
 * with several connections spreads lanes over them.
 *
 * <p>Thread: every method may be called from any thread, above all from the one that completed an earlier future, so
 * none may block, except {@link #prepare} and {@link #close}. A future that fails is counted under {@link #errorType};
 * a method that throws is counted the same. Futures are completed by another thread than the caller's: one that always is
 * complete already would keep the thread that begins a closed loop for ever.
 */
public interface Target extends AutoCloseable {
    /** What a compare-and-set that was refused may answer if the key's version was not in the answer. */
    long VERSION_NOT_TOLD = Long.MIN_VALUE;

    /**
     * Answer to a compare-and-set.
     *
     * @param version the key's version now, as the next compare-and-set wants it, or {@link #VERSION_NOT_TOLD}
     */
    record Swap(boolean swapped, long version) {}

    /** Short name for reports, such as {@code ratis-kv}. */
    String name();

    /** Whether the store can do it at all; what it cannot do is left out of a comparison. */
    default boolean supports(Kind kind) {
        return true;
    }

    /** Called once before anything else; makes what all keys need, such as a parent node. May block. */
    default void prepare() throws Exception {}

    /** How many keys there are from key 0 to the last of the data. */
    CompletableFuture<Long> count();

    /** Writes a key, whether it exists or not. */
    CompletableFuture<?> load(int lane, int key, int value);

    /** Writes a key that exists. */
    CompletableFuture<?> put(int lane, int key, int value);

    /** A linearizable read. Answers the length of the value in bytes; -1 if there is no such key. */
    CompletableFuture<Integer> get(int lane, int key);

    /** A read of whatever the member that is asked holds. Answers as {@link #get}. */
    CompletableFuture<Integer> localGet(int lane, int key);

    /** A linearizable read of {@code count} keys from {@code key} on. Answers how many were found. */
    CompletableFuture<Integer> range(int lane, int key, int count);

    /** The key's version as {@link #compareAndSet} wants it. */
    CompletableFuture<Long> version(int lane, int key);

    /** Writes if the key still has that version. */
    CompletableFuture<Swap> compareAndSet(int lane, int key, long version, int value);

    /** Writes all of the keys, which are different, or none. */
    CompletableFuture<?> txn(int lane, int[] keys, int[] values);

    /** Grants a lease, writes {@code key} on it, revokes it: three requests, one after the other. */
    CompletableFuture<?> leaseCycle(int lane, int key, int value);

    /**
     * Opens a watch on the prefix of the data. The future completes when every later write will be told.
     *
     * @param watcher number of the watch, from 0, to spread watches over connections
     * @param onPut gets the number of each key that was written; never called by two threads at once
     */
    CompletableFuture<AutoCloseable> watch(int watcher, IntConsumer onPut);

    /** What kind of failure this is, in a few words that are the same for all of a kind. */
    default String errorType(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    @Override
    void close() throws Exception;
}
