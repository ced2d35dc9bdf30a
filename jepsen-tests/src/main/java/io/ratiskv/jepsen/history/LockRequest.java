package io.ratiskv.jepsen.history;

/** What the calls of a lock history ask. */
public sealed interface LockRequest {
    String lock();

    /** Waits for the lock. */
    record Acquire(String lock) implements LockRequest {}

    /**
     * Writes what the lock protects.
     *
     * @param fence of the holder
     * @param value unique
     */
    record Write(String lock, long fence, String value) implements LockRequest {}

    /**
     * Gives the lock back.
     *
     * @param held whether the client said, just before, that it held the lock all the time
     */
    record Release(String lock, long fence, boolean held) implements LockRequest {}

    /** A watch tells of a write of what the lock protects. */
    record Told(String lock) implements LockRequest {}
}
