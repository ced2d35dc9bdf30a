package io.ratiskv.server.propose;

/** The batch may be in the log: it may have been applied, or may still be. Asking again with the same write ids tells. */
public final class OutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message) {
        super(message, null, false, false);
    }
}
