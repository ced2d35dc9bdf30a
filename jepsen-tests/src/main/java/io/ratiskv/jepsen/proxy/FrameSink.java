package io.ratiskv.jepsen.proxy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One direction of a connection: frames go out whole and in the order in which they were handed in, at once or late.
 *
 * <p>Thread: the relay of that direction and the proxy's timer; guarded by itself.
 */
final class FrameSink {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final BufferedOutputStream out;
    private final ScheduledExecutorService timer;
    private final Runnable onFailure;
    private long lastDueNanos = System.nanoTime();
    // Bounded by what clients have in flight: a proxy holds no more than its clients wait for.
    private final ArrayDeque<byte[]> late = new ArrayDeque<>();

    FrameSink(Socket socket, ScheduledExecutorService timer, Runnable onFailure) throws IOException {
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
        this.timer = timer;
        this.onFailure = onFailure;
    }

    /** Sends the frame after the delay, but never before one that was handed in earlier. */
    synchronized void send(byte[] frame, long delayNanos, boolean flush) throws IOException {
        if (delayNanos <= 0 && late.isEmpty()) {
            out.write(frame);
            if (flush) {
                out.flush();
            }
            return;
        }
        long now = System.nanoTime();
        lastDueNanos = Math.max(lastDueNanos, now + Math.max(0, delayNanos));
        late.add(frame);
        try {
            // Timers may fire out of order; each sends whatever is first in line, so the frames' order is kept.
            timer.schedule(this::sendFirstLate, lastDueNanos - now, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw new IOException("the proxy is closed", e);
        }
    }

    /** Sends what lies in the buffer. */
    synchronized void flush() throws IOException {
        out.flush();
    }

    private synchronized void sendFirstLate() {
        try {
            out.write(late.remove());
            out.flush();
        } catch (IOException e) {
            onFailure.run();
        }
    }
}
