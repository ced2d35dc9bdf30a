package io.ratiskv.server.backup;

/** How time passes for copies. Implemented by the composition root. */
public interface BackupTime {
    /** Of a clock that only goes forward. */
    long nanos();

    /** In seconds since 1970, for people. */
    long wallSeconds();

    /** Runs a task that does not block, later. Never blocks. */
    void after(long delayNanos, Runnable task);

    /** Blocks the caller for so long, or until it is interrupted. */
    void pause(long nanos);
}
