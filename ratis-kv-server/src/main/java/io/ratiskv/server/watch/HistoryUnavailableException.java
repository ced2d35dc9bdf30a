package io.ratiskv.server.watch;

/** There is no store to read from now: the member is starting, stopping, or installing a snapshot. */
public final class HistoryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HistoryUnavailableException() {
        super("there is no store to read from now", null, false, false);
    }
}
