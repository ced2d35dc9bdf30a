package io.ratiskv.cli.local;

import java.util.Set;

/** The server's code refuses a backup, or to restore it; the message says what to do instead. */
public final class RestoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final Set<String> ABOUT_THE_FILE =
            Set.of("NOT_A_BACKUP", "UNKNOWN_FORMAT", "CUT_OFF", "DAMAGED", "WRONG_STATE", "SAME_CLUSTER");

    private final String reason;

    RestoreException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** One word in capitals. */
    public String reason() {
        return reason;
    }

    /** Whether the backup, or what it is to become, is what is wrong; else it is something on this machine. */
    public boolean isAboutTheFile() {
        return ABOUT_THE_FILE.contains(reason);
    }
}
