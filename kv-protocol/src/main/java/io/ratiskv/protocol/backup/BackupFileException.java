package io.ratiskv.protocol.backup;

import java.io.IOException;

/** A file that is no whole backup, and what is wrong with it. */
public final class BackupFileException extends IOException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Reason {
        /** It does not begin as a backup does. */
        NOT_A_BACKUP,
        /** Of a version that this build does not read. */
        UNKNOWN_FORMAT,
        /** It ends too early. */
        CUT_OFF,
        /** A byte in it is not what was written. */
        DAMAGED
    }

    private final Reason reason;

    public BackupFileException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
