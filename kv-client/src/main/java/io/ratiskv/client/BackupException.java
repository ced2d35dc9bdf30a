package io.ratiskv.client;

/** A member refused to make a backup, or to go on with one; the message says what to do instead. */
public final class BackupException extends RejectedException {
    private static final long serialVersionUID = 1;

    /** Why it was refused. */
    public enum Reason {
        /** The member does not hold the copy any more. */
        GONE,
        /** The member holds as many copies as it may. */
        TOO_MANY,
        /** The member is short of disk space. */
        NO_ROOM,
        /** The request was wrong. */
        MALFORMED,
        /** The member's disk failed. */
        UNREADABLE,
        /** A reason that this version of the client does not know. */
        OTHER
    }

    private final Reason reason;

    public BackupException(String message, Reason reason) {
        super(message, reason == Reason.TOO_MANY || reason == Reason.GONE, null);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
