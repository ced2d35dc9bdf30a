package io.ratiskv.client.recipes;

import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import java.time.Duration;

/**
 * A lock of processes that many may hold for reading, or one for writing.
 *
 * <p><b>Guarantee.</b> As {@link FencedLock}, where readers do not keep each other out. Fair: who came first goes first, so
 * a reader that comes after a waiting writer waits for it. A writer's fence is greater than those of all readers and
 * writers before it.
 *
 * <p><b>If a holder pauses</b>, its side of the lock is lost as that of a {@link FencedLock} is.
 *
 * <p><b>Keys.</b> {@code NAME/rw/r/ID} and {@code NAME/rw/w/ID}. A reader waits for the last writer before it, a writer for
 * the last of all before it.
 *
 * <p><b>Bounds.</b> As {@link FencedLock}; a writer that follows n readers looks again up to n times.
 *
 * <p>Each side is reentrant. A thread that holds one side cannot have the other: it is told so with {@link
 * IllegalMonitorStateException}.
 */
public final class ReadWriteLock {
    private final FencedLock read;
    private final FencedLock write;

    private ReadWriteLock(KvClient db, String name, Duration ttl) {
        String all = Line.checkedName(name) + "/rw/";
        KeyRange writers = KeyRange.prefix(all + "w/");
        this.read = new FencedLock(name, new Line(db, ttl, all + "r/", writers), this::writes);
        this.write = new FencedLock(name, new Line(db, ttl, all + "w/", KeyRange.prefix(all)), this::reads);
    }

    /** The lock of that name; touches no network. For {@code ttl} see {@link FencedLock#of}. */
    public static ReadWriteLock of(KvClient db, String name, Duration ttl) {
        return new ReadWriteLock(db, name, ttl);
    }

    private boolean writes() {
        return write.isMine();
    }

    private boolean reads() {
        return read.isMine();
    }

    public FencedLock readLock() {
        return read;
    }

    public FencedLock writeLock() {
        return write;
    }
}
