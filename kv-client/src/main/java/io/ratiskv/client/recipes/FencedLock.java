package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Fence;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Lease;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A lock of processes. One holds it at a time, those who wait get it in the order in which they came, and each holder has
 * a fence that is greater than all before it.
 *
 * <pre>{@code
 * db.admin().protect(KeyRange.prefix("jobs/"));
 * FencedLock lock = FencedLock.of(db, "locks/jobs", Duration.ofSeconds(10));
 * lock.whileHeld(fence -> db.withFences(fence).put("jobs/1", "done"));
 * }</pre>
 *
 * <p><b>Guarantee.</b> While {@link #isHeld} answers true, no other thread of any process has been given the lock. Fences
 * of one lock grow strictly. Fair: nobody gets it before somebody whose key the store took earlier and who still waits.
 *
 * <p><b>If the holder pauses</b> or is cut off for longer than its lease lives, the lock goes to the next one. The
 * process finds out at the first thing it asks after that, but what it had under way may still arrive: only a fence
 * keeps that from having an effect. A waiter that pauses for so long loses its place and takes the last one.
 *
 * <p><b>Keys.</b> {@code NAME/q/ID}, ID the lease in 16 hexadecimal digits; the value tells who. The holder is the one
 * whose key was created first, and its create revision is the fence.
 *
 * <p><b>Bounds.</b> A waiter is a lease, a key and a watch; getting the lock takes two writes and a read, giving it back
 * one write. The store bounds leases and watches. A crashed holder keeps others out for the time to live at most (plus
 * what the store is late, see docs/guarantees.md).
 *
 * <p>Reentrant: held by a thread, which must unlock as often as it has locked. Thread-safe; make one per name and client.
 */
public final class FencedLock {
    private final String name;
    private final Line line;
    private final BooleanSupplier forbidden;
    // Bounded by the threads that hold it, or have lost it and not unlocked it yet.
    private final Map<Thread, Hold> holds = new ConcurrentHashMap<>();

    /** What one thread holds. */
    private static final class Hold {
        final Place place;
        int count = 1;

        Hold(Place place) {
            this.place = place;
        }
    }

    /** @param forbidden whether this thread may not wait here, because it would wait for itself */
    FencedLock(String name, Line line, BooleanSupplier forbidden) {
        this.name = name;
        this.line = line;
        this.forbidden = forbidden;
    }

    /**
     * The lock of that name; touches no network.
     *
     * @param ttl how long others wait for a holder that has crashed; also how long a holder may be cut off. Seconds,
     *     rather than less: what is shorter than a pause of the process is lost all the time
     */
    public static FencedLock of(KvClient db, String name, Duration ttl) {
        return new FencedLock(name, Line.of(db, ttl, Line.checkedName(name) + "/q/"), () -> false);
    }

    public String name() {
        return name;
    }

    /**
     * Waits until this thread holds the lock. If it does already, it holds it once more, with the same fence.
     *
     * @return the fence
     * @throws InterruptedException if the thread was interrupted, also while the store was asked; its place is given up
     * @throws LockLostException if this thread has held it, has lost it, and has not unlocked it since
     */
    public long lockAndGetFence() throws InterruptedException {
        return lock(Patience.endless()).orElseThrow();
    }

    /** As {@link #lockAndGetFence}, if it can be had at once; takes no place in the line if it is held. */
    public OptionalLong tryLock() throws InterruptedException {
        return lock(Patience.of(Duration.ZERO));
    }

    /** As {@link #lockAndGetFence}, waiting at most so long; empty if it was not to be had in that time. */
    public OptionalLong tryLock(Duration timeout) throws InterruptedException {
        return lock(Patience.of(timeout));
    }

    private OptionalLong lock(Patience patience) throws InterruptedException {
        Thread thread = Thread.currentThread();
        Hold held = holds.get(thread);
        if (held != null) {
            if (!held.place.isAlive()) {
                throw new LockLostException(
                        name, held.place.revision(), "was lost; unlock it before you lock it again");
            }
            held.count++;
            return OptionalLong.of(held.place.revision());
        }
        if (forbidden.getAsBoolean()) {
            throw new IllegalMonitorStateException("thread '" + thread.getName() + "' holds the other side of '" + name
                    + "' and would wait for itself");
        }
        Bytes who = Bytes.of(line.db().identity() + " " + thread.getName());
        Optional<Place> place = line.enter(who, patience);
        place.ifPresent(first -> holds.put(thread, new Hold(first)));
        return place.isPresent() ? OptionalLong.of(place.get().revision()) : OptionalLong.empty();
    }

    /**
     * Gives it back, if this thread has now unlocked it as often as it has locked it. Also to be called, and no failure,
     * when it was lost.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    public void unlock() {
        Hold hold = mine();
        if (--hold.count == 0) {
            holds.remove(Thread.currentThread());
            hold.place.close();
        }
    }

    /** Whether this thread holds it, certainly. Once false, it stays so until the thread has unlocked and locked it. */
    public boolean isHeld() {
        Hold hold = holds.get(Thread.currentThread());
        return hold != null && hold.place.isAlive();
    }

    /** How long this thread certainly holds it, should nothing more be heard of the store; zero if it does not. */
    public Duration remaining() {
        Hold hold = holds.get(Thread.currentThread());
        return hold == null ? Duration.ZERO : hold.place.lease().remaining();
    }

    /**
     * This thread's fence, to go with writes to protected ranges: {@code db.withFences(lock.fence())}.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    public Fence fence() {
        return Fence.of(mine().place.revision());
    }

    /** As {@link #fence()}, for the protected range that begins with {@code range} alone. */
    public Fence fence(String range) {
        return Fence.of(range, mine().place.revision());
    }

    /**
     * Is told how safe this thread's hold is, as {@link Lease#onState} tells it.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    public void onState(Consumer<Lease.State> listener) {
        mine().place.lease().onState(listener);
    }

    /**
     * Waits for the lock, runs {@code task}, unlocks. When the lease is at risk, a fifth of its time before its end, the
     * thread is interrupted; a task that then ends while the lock is still held has ended well, if it throws nothing.
     *
     * @throws LockLostException if the task was cancelled and gave up (its exception is the cause), or if the lock was
     *     lost before the task had ended
     */
    public <T> T whileHeld(HeldTask<T> task) throws Exception {
        lockAndGetFence();
        try {
            return Guard.run(name, mine().place, task);
        } finally {
            unlock();
        }
    }

    private Hold mine() {
        Hold hold = holds.get(Thread.currentThread());
        if (hold == null) {
            throw new IllegalMonitorStateException("lock '" + name + "' is not held by thread '"
                    + Thread.currentThread().getName() + "'");
        }
        return hold;
    }

    /** Whether this thread has it, or had it and has not unlocked it. */
    boolean isMine() {
        return holds.containsKey(Thread.currentThread());
    }
}
