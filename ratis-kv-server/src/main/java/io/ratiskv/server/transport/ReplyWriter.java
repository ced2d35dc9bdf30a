package io.ratiskv.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one connection's answers: whatever has gathered when the loop gets to it goes out in one write and one flush.
 * What the reader does not take is counted; past a high mark nothing more is read from it, past a hard bound it is let
 * go.
 *
 * <p>Thread: {@link #send}, {@link #queue}, {@link #flush} and {@link #whenWritable} any; the rest the channel's loop.
 */
final class ReplyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);
    // One buffer of Netty's pool; larger answers get one of their own.
    private static final int CHUNK_BYTES = 64 * 1024;

    private static final class Reply {
        final long requestId;
        final byte[] answer;
        final int frameBytes;

        Reply(long requestId, byte[] answer, int frameBytes) {
            this.requestId = requestId;
            this.answer = answer;
            this.frameBytes = frameBytes;
        }
    }

    private final Channel channel;
    private final FrontEndLimits limits;
    private final FrontEndObserver observer;
    private final Queue<Reply> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    // Bytes in the queue or in the channel's own buffer: not yet taken by the operating system.
    private final AtomicLong pendingBytes = new AtomicLong();
    private final List<Runnable> waitingForRoom = new ArrayList<>();
    private final Supplier<String> client;
    // When the oldest answer came that no write has taken yet; 0 = there is none.
    private final AtomicLong waitingSinceNanos = new AtomicLong();
    private volatile boolean closed;

    ReplyWriter(Channel channel, FrontEndLimits limits, FrontEndObserver observer, Supplier<String> client) {
        this.client = client;
        this.observer = observer;
        this.channel = channel;
        this.limits = limits;
    }

    /** @param answer an encoded Response without request id */
    void send(long requestId, byte[] answer) {
        queue(requestId, answer);
        flush();
    }

    /** As {@link #send}, but it goes out with the next {@link #flush} or send. */
    void queue(long requestId, byte[] answer) {
        if (closed) {
            return;
        }
        int frameBytes = Frames.responseBytes(requestId, answer);
        if (pendingBytes.getAndAdd(frameBytes) == 0) {
            waitingSinceNanos.set(System.nanoTime());
        }
        queue.add(new Reply(requestId, answer, frameBytes));
    }

    void flush() {
        if (!closed && scheduled.compareAndSet(false, true)) {
            onLoop(this::drain);
        }
    }

    boolean isWritable() {
        return pendingBytes.get() < limits.replyBytesHigh();
    }

    boolean isClosed() {
        return closed;
    }

    long pendingBytes() {
        return pendingBytes.get();
    }

    /** Runs {@code resume} once there is room again, or nobody left to send to. */
    void whenWritable(Runnable resume) {
        synchronized (waitingForRoom) {
            if (!closed && pendingBytes.get() >= limits.replyBytesLow()) {
                waitingForRoom.add(resume);
                return;
            }
        }
        resume.run();
    }

    /** The channel takes more, or an answer came: send what there is. */
    void drain() {
        scheduled.set(false);
        if (!channel.isActive()) {
            close();
            return;
        }
        if (pendingBytes.get() > limits.replyBytesMax()) {
            LOG.warn("closing {}: it has not read {} bytes of answers", channel.remoteAddress(), pendingBytes.get());
            channel.close();
            return;
        }
        boolean wrote = false;
        while (channel.isWritable() && !queue.isEmpty()) {
            writeChunk();
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
        throttle();
    }

    /** Nobody is there any more. */
    void close() {
        closed = true;
        queue.clear();
        resumeAll();
    }

    private void writeChunk() {
        long want = Math.min(CHUNK_BYTES, pendingBytes.get());
        Reply first = queue.peek();
        ByteBuf out = channel.alloc().ioBuffer((int) Math.max(want, first == null ? 0 : first.frameBytes));
        int bytes = 0;
        int frames = 0;
        Reply reply;
        while ((reply = queue.peek()) != null && (bytes == 0 || bytes + reply.frameBytes <= CHUNK_BYTES)) {
            queue.remove();
            Frames.writeResponse(out, reply.requestId, reply.answer);
            bytes += reply.frameBytes;
            frames++;
        }
        int sent = bytes;
        observer.sent(frames, bytes);
        long since = waitingSinceNanos.get();
        channel.write(out).addListener(done -> sent(sent, since));
    }

    private void sent(int bytes, long sinceNanos) {
        long now = System.nanoTime();
        long left = pendingBytes.addAndGet(-bytes);
        // What is left has waited since some time before now: from here on at least that is counted.
        waitingSinceNanos.compareAndSet(sinceNanos, left == 0 ? 0 : now);
        if (sinceNanos != 0) {
            observer.flushed(now - sinceNanos, bytes, client);
        }
        if (left < limits.replyBytesLow()) {
            throttle();
            resumeAll();
        }
    }

    // A reader that does not take its answers does not get to ask for more.
    private void throttle() {
        long pending = pendingBytes.get();
        if (pending >= limits.replyBytesHigh()) {
            channel.config().setAutoRead(false);
        } else if (pending < limits.replyBytesLow() && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    private void resumeAll() {
        List<Runnable> resumed;
        synchronized (waitingForRoom) {
            if (waitingForRoom.isEmpty()) {
                return;
            }
            resumed = new ArrayList<>(waitingForRoom);
            waitingForRoom.clear();
        }
        resumed.forEach(Runnable::run);
    }

    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // The loops have been shut down, and the channel with them.
            close();
        }
    }
}
