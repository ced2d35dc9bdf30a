package io.ratiskv.server.restore;

import io.ratiskv.protocol.backup.BackupFileException;

/** What is not restored, or not a good backup, and what to do instead. Nothing was changed. */
final class RestoreRefused extends Exception {
    private static final long serialVersionUID = 1;

    /** Why; whoever started this process is told the name. */
    enum Reason {
        NOT_A_BACKUP,
        UNKNOWN_FORMAT,
        CUT_OFF,
        DAMAGED,
        /** Its bytes are what was written, but not what a store is. */
        WRONG_STATE,
        /** A member runs on the directory. */
        IN_USE,
        NOT_EMPTY,
        /** The new cluster would have the name of the old one. */
        SAME_CLUSTER,
        NO_ROOM
    }

    private final Reason reason;

    RestoreRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static RestoreRefused of(BackupFileException wrong) {
        return new RestoreRefused(Reason.valueOf(wrong.reason().name()), String.valueOf(wrong.getMessage()));
    }

    Reason reason() {
        return reason;
    }
}
