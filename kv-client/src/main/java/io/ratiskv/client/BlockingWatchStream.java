package io.ratiskv.client;

import io.ratiskv.client.connection.CallOptions;
import io.ratiskv.client.connection.Cluster;
import io.ratiskv.client.connection.WatchCall;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A watch for those who wait for it. */
final class BlockingWatchStream implements WatchStream {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final WatchCall call;
    private boolean endTold;

    BlockingWatchStream(Cluster cluster, Watch watch, CallOptions options) {
        this.call = cluster.watch(watch, options, this::ready);
    }

    private void ready() {
        lock.lock();
        try {
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public WatchItem next() throws InterruptedException {
        while (true) {
            Optional<WatchItem> item = poll(Duration.ofHours(1));
            if (item.isPresent()) {
                return item.get();
            }
        }
    }

    @Override
    public Optional<WatchItem> poll(Duration patience) throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(patience);
        lock.lockInterruptibly();
        try {
            while (true) {
                Optional<WatchItem> item = call.poll();
                if (item.isPresent()) {
                    return item;
                }
                Optional<KvException> end = call.end();
                if (end.isPresent()) {
                    throw told(end.get());
                }
                if (nanos <= 0) {
                    return Optional.empty();
                }
                nanos = news.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The reason once, to one caller; what was told once is not news. */
    private RuntimeException told(KvException reason) {
        if (endTold || reason instanceof ClientClosedException) {
            return new ClientClosedException(
                    reason instanceof ClientClosedException
                            ? String.valueOf(reason.getMessage())
                            : "the watch has ended",
                    Outcome.NOT_APPLIED,
                    null);
        }
        endTold = true;
        return Deadlines.forCaller(reason);
    }

    @Override
    public long revision() {
        return call.revision();
    }

    @Override
    public void requestProgress() {
        call.requestProgress();
    }

    @Override
    public void close() {
        call.close();
    }
}
