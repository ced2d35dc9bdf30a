package io.ratiskv.cli.bulk;

/** The load cannot go on, for a reason that is not the cluster's; nothing that was loaded is harmed. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LoadException(String message) {
        super(message);
    }
}
