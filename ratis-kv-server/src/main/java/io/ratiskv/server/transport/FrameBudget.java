package io.ratiskv.server.transport;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes of large frames that are being received, over all connections. Thread: any. */
final class FrameBudget {
    /** Frames up to this size need no reservation: the number of connections bounds them. */
    static final int FREE_BYTES = 16 * 1024;

    private final long bytesMax;
    private final AtomicLong reserved = new AtomicLong();

    FrameBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    long bytesMax() {
        return bytesMax;
    }

    boolean reserve(int bytes) {
        if (bytes <= FREE_BYTES) {
            return true;
        }
        if (reserved.addAndGet(bytes) > bytesMax) {
            reserved.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(int bytes) {
        if (bytes > FREE_BYTES) {
            reserved.addAndGet(-bytes);
        }
    }
}
