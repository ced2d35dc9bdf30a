package io.ratiskv.cli.bench.load;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A store in memory that answers at once on a thread of its own, fails as it is told, or holds its answers back until it is let go. */
final class FakeTarget implements Target {
    private final Data data;
    private final Map<Integer, Long> versions = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> lengths = new ConcurrentHashMap<>();
    private final List<IntConsumer> watches = new CopyOnWriteArrayList<>();
    private final ExecutorService answering = Executors.newSingleThreadExecutor();
    private final AtomicLong revision = new AtomicLong();
    final AtomicLong loaded = new AtomicLong();
    volatile @Nullable RuntimeException failure;
    volatile CompletableFuture<Void> held = CompletableFuture.completedFuture(null);

    FakeTarget(Data data) {
        this.data = data;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public CompletableFuture<Long> count() {
        return answer((long) versions.size());
    }

    @Override
    public CompletableFuture<?> load(int lane, int key, int value) {
        loaded.incrementAndGet();
        return put(lane, key, value);
    }

    @Override
    public CompletableFuture<?> put(int lane, int key, int value) {
        if (failure == null) {
            write(key, value);
        }
        return answer("written");
    }

    @Override
    public CompletableFuture<Integer> get(int lane, int key) {
        return answer(lengths.getOrDefault(key, -1));
    }

    @Override
    public CompletableFuture<Integer> localGet(int lane, int key) {
        return get(lane, key);
    }

    @Override
    public CompletableFuture<Integer> range(int lane, int key, int count) {
        int found = 0;
        for (int i = key; i < key + count; i++) {
            found += versions.containsKey(i) ? 1 : 0;
        }
        return answer(found);
    }

    @Override
    public CompletableFuture<Long> version(int lane, int key) {
        return answer(versions.getOrDefault(key, 0L));
    }

    @Override
    public synchronized CompletableFuture<Swap> compareAndSet(int lane, int key, long version, int value) {
        boolean swapped = versions.getOrDefault(key, 0L) == version;
        if (swapped) {
            write(key, value);
        }
        return answer(new Swap(swapped, swapped ? versions.get(key) : VERSION_NOT_TOLD));
    }

    @Override
    public CompletableFuture<?> txn(int lane, int[] keys, int[] values) {
        for (int i = 0; i < keys.length; i++) {
            write(keys[i], values[i]);
        }
        return answer(keys.length);
    }

    @Override
    public CompletableFuture<?> leaseCycle(int lane, int key, int value) {
        return answer("gone");
    }

    @Override
    public CompletableFuture<AutoCloseable> watch(int watcher, IntConsumer onPut) {
        watches.add(onPut);
        return CompletableFuture.completedFuture(() -> watches.remove(onPut));
    }

    @Override
    public void close() {
        answering.shutdownNow();
    }

    int watches() {
        return watches.size();
    }

    private void write(int key, int value) {
        versions.put(key, revision.incrementAndGet());
        lengths.put(key, data.value(value).length);
        watches.forEach(watch -> watch.accept(key));
    }

    private <T> CompletableFuture<T> answer(T value) {
        RuntimeException toldToFail = failure;
        return toldToFail != null
                ? CompletableFuture.failedFuture(toldToFail)
                : held.thenApplyAsync(released -> value, answering);
    }
}
