package io.ratiskv.server.storage;

import org.jspecify.annotations.Nullable;

/**
 * A local fault: the store could not be read or written as it should. The message is a sentence for the operator. A
 * member that meets one must stop: going on would let it diverge from the others.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of fault. */
    public enum Kind {
        /** Bytes on disk are not what was written. The store is flagged and will not open again. */
        CORRUPT,
        /** The store was written by a build that this one does not understand. */
        FORMAT,
        /** No space left on the device. */
        NO_SPACE,
        /** Another process has the store open. */
        IN_USE,
        /** Anything else that the disk or the library says. */
        IO
    }

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
