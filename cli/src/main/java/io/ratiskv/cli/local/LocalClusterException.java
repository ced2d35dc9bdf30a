package io.ratiskv.cli.local;

/** The cluster on this machine cannot do what was asked. The message says why and what to do next. */
public final class LocalClusterException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LocalClusterException(String message) {
        super(message);
    }

    public LocalClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
