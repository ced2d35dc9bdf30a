package io.ratiskv.server.command;

/**
 * The format of a Raft entry. It must be raised whenever an older build would apply an entry differently, a new kind of
 * command included.
 */
public final class LogFormat {
    /** What this build writes into {@code CommandBatch.format}, and the only one that it reads. */
    public static final int VERSION = 2;

    private LogFormat() {}
}
