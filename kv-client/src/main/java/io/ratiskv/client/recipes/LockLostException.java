package io.ratiskv.client.recipes;

/**
 * What was held is held no more, or was at risk so that the task was cancelled: the lease could not be kept alive, or the
 * process stood still for too long. What the task did while it believed to hold it may have had its effect.
 */
public final class LockLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String name;
    private final long fence;

    LockLostException(String name, long fence, String message) {
        super("'" + name + "' (fence " + fence + ") " + message);
        this.name = name;
        this.fence = fence;
    }

    LockLostException(String name, long fence, String message, Exception cause) {
        super("'" + name + "' (fence " + fence + ") " + message, cause);
        this.name = name;
        this.fence = fence;
    }

    /** Name of the lock. */
    public String name() {
        return name;
    }

    /** The fence under which it was held. */
    public long fence() {
        return fence;
    }
}
