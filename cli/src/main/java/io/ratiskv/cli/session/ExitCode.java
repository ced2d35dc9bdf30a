package io.ratiskv.cli.session;

/** How a run of kvctl ends. Scripts rely on these numbers. */
public final class ExitCode {
    public static final int OK = 0;
    /** The answer is no: no such key, compares failed, members differ, a member is down. */
    public static final int NO = 1;
    /** The command line, a file or a value is wrong; nothing was done. */
    public static final int USAGE = 2;
    /** The cluster did not answer in time, or refused for now; nothing was done. Trying again is safe. */
    public static final int UNAVAILABLE = 3;
    /** The cluster was lost after a write was sent: it may have happened or not. */
    public static final int UNKNOWN = 4;
    /** The store decided against the request, or it is too large; trying it again as it is will not help. */
    public static final int REJECTED = 5;
    /** Something on this machine: a port, a file, a process. */
    public static final int LOCAL = 6;
    /** What was held, a lock, a leadership or a lease, was lost while it was needed. */
    public static final int LOST = 7;
    /** A fault of kvctl or of a member. */
    public static final int FAULT = 70;

    private ExitCode() {}
}
