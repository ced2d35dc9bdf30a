package io.ratiskv.server.raft;

/** The data directory cannot be used by this member; the message says why and what to do. Nothing in it was changed. */
public final class DataDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataDirectoryException(String message) {
        super(message);
    }

    public DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
