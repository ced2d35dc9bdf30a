package io.ratiskv.jepsen.peers.tail;

import io.ratiskv.cli.bench.load.Target;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** A target whose puts and reads are told to {@link Ends} when they end. Owns the target behind it. */
final class ObservedTarget implements Target {
    private final Target target;
    private final Ends ends;

    ObservedTarget(Target target, Ends ends) {
        this.target = target;
        this.ends = ends;
    }

    private <T> CompletableFuture<T> observed(CompletableFuture<T> call, long issuedNanos) {
        // Not whenComplete, whose own future would wrap each refusal in an exception with a stack.
        call.handle((answer, failure) -> {
            ends.ended(issuedNanos, System.nanoTime(), failure);
            return true;
        });
        return call;
    }

    @Override
    public CompletableFuture<?> put(int lane, int key, int value) {
        long now = System.nanoTime();
        return observed(target.put(lane, key, value), now);
    }

    @Override
    public CompletableFuture<Integer> get(int lane, int key) {
        long now = System.nanoTime();
        return observed(target.get(lane, key), now);
    }

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public CompletableFuture<Long> count() {
        return target.count();
    }

    @Override
    public CompletableFuture<?> load(int lane, int key, int value) {
        return target.load(lane, key, value);
    }

    @Override
    public CompletableFuture<Integer> localGet(int lane, int key) {
        return target.localGet(lane, key);
    }

    @Override
    public CompletableFuture<Integer> range(int lane, int key, int count) {
        return target.range(lane, key, count);
    }

    @Override
    public CompletableFuture<Long> version(int lane, int key) {
        return target.version(lane, key);
    }

    @Override
    public CompletableFuture<Swap> compareAndSet(int lane, int key, long version, int value) {
        return target.compareAndSet(lane, key, version, value);
    }

    @Override
    public CompletableFuture<?> txn(int lane, int[] keys, int[] values) {
        return target.txn(lane, keys, values);
    }

    @Override
    public CompletableFuture<?> leaseCycle(int lane, int key, int value) {
        return target.leaseCycle(lane, key, value);
    }

    @Override
    public CompletableFuture<AutoCloseable> watch(int watcher, IntConsumer onPut) {
        return target.watch(watcher, onPut);
    }

    @Override
    public String errorType(Throwable failure) {
        return target.errorType(failure);
    }

    @Override
    public void close() throws Exception {
        target.close();
    }
}
