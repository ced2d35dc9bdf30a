package io.ratiskv.client.connection;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client's threads: one for the network, and a pool for what callers chain to futures and for host look-ups. The
 * pool has no thread until it is used, and adds one for each that waits in it. All are daemons.
 */
final class ClientThreads {
    // A continuation may wait for another call; each that does is made up for by a thread more, but not without end.
    private static final int POOL_MAX = 256;

    private final EventLoop loop;
    // Made by the loop when it gets its first task.
    private volatile @Nullable Thread network;
    private final ForkJoinPool pool;

    ClientThreads(String name) {
        loop = new SingleThreadIoEventLoop(
                null,
                task -> {
                    Thread thread = new Thread(task, name + "-net");
                    thread.setDaemon(true);
                    network = thread;
                    return thread;
                },
                NioIoHandler.newFactory());
        pool = new ForkJoinPool(
                Runtime.getRuntime().availableProcessors(),
                forPool -> {
                    ForkJoinWorkerThread worker = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(forPool);
                    worker.setName(name + "-callback-" + worker.getPoolIndex());
                    return worker;
                },
                null,
                true,
                0,
                POOL_MAX,
                1,
                saturated -> true,
                10,
                TimeUnit.SECONDS);
    }

    EventLoop loop() {
        return loop;
    }

    ForkJoinPool pool() {
        return pool;
    }

    /** Lets what is under way on the loop and in the pool run out. */
    void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        awaitEnd(Duration.ofSeconds(2));
        pool.shutdown();
        awaitEnd(Duration.ofSeconds(2));
    }

    /** Does not wait for itself, should it be called from one of its own threads. */
    void awaitEnd(Duration patience) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!loop.inEventLoop()) {
                loop.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
                Thread ending = network;
                if (ending != null) {
                    ending.join(Math.max(1, patience.toMillis()));
                }
            }
            boolean ownThread =
                    Thread.currentThread() instanceof ForkJoinWorkerThread worker && worker.getPool() == pool;
            if (!ownThread && pool.isShutdown()) {
                pool.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
