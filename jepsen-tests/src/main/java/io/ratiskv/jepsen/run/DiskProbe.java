package io.ratiskv.jepsen.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Syncs a few bytes ten times a second beside the members, on their disk, to tell a cluster that does not go on from a disk
 * that does not: shared disks were seen to hold every sync of every process for five to ten seconds.
 *
 * <p>Thread: one of its own; {@link #hung} any.
 */
final class DiskProbe implements AutoCloseable {
    /** Syncs that take less are no reason for anything. */
    static final Duration HANGS_FROM = Duration.ofMillis(500);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int BYTES = 512;

    /** Where bytes are synced. */
    @FunctionalInterface
    interface Disk {
        void sync(byte round) throws IOException;
    }

    private final Disk disk;
    private final AtomicLong hungNanos = new AtomicLong();
    private final Thread thread;
    private volatile long syncBegunNanos;
    private volatile boolean syncing;
    private volatile boolean closed;

    private DiskProbe(Disk disk, Runnable atEnd) {
        this.disk = disk;
        thread = new Thread(
                () -> {
                    probe();
                    atEnd.run();
                },
                "disk-probe");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param directory on the members' disk; the probe's file is made in it and deleted at the end */
    static DiskProbe in(Path directory) {
        try {
            FileChannel file = FileChannel.open(
                    directory.resolve("disk-probe"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            Disk disk = round -> {
                file.write(bytes.clear().put(0, round), 0);
                file.force(false);
            };
            return new DiskProbe(disk, () -> close(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DiskProbe of(Disk disk) {
        return new DiskProbe(disk, () -> {});
    }

    /** For how long syncs have hung since the probe was made, one under way included. */
    Duration hung() {
        long open = syncing ? System.nanoTime() - syncBegunNanos : 0;
        return Duration.ofNanos(hungNanos.get() + (open >= HANGS_FROM.toNanos() ? open : 0));
    }

    private void probe() {
        try {
            for (byte round = 0; !closed; round++) {
                syncBegunNanos = System.nanoTime();
                syncing = true;
                disk.sync(round);
                syncing = false;
                long took = System.nanoTime() - syncBegunNanos;
                if (took >= HANGS_FROM.toNanos()) {
                    hungNanos.addAndGet(took);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (IOException e) {
            // What the disk does to the members they tell themselves; nothing is excused any more.
            syncing = false;
        }
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a sync that is under way, but not for ever. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
