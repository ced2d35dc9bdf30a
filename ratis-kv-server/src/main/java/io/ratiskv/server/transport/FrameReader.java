package io.ratiskv.server.transport;

import io.netty.buffer.ByteBuf;
import io.ratiskv.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into frames: one copy, into an array that the decoded message then shares. Frames that are
 * too large are skipped without being stored.
 *
 * <p>Thread: the channel's loop.
 */
final class FrameReader {
    /** What comes out, in order of arrival. */
    interface Sink {
        /** A whole frame, without its length. */
        void frame(byte[] body);

        /** A frame of {@code length} bytes is being skipped. {@code requestId} is 0 if it could not be read. */
        void skipped(long requestId, int length, Reason reason);

        /** These are no frames: nothing after this can be understood. */
        void garbage(int length);
    }

    /** Why a frame was skipped. */
    enum Reason {
        TOO_LARGE,
        NO_ROOM
    }

    // The request id is the first field: a tag and up to ten bytes.
    private static final int ID_BYTES_MAX = 11;

    private final int frameBytesMax;
    private final FrameBudget budget;
    private final Sink sink;
    private final byte[] idBytes = new byte[ID_BYTES_MAX];
    private int lengthBytesRead;
    private int length;
    private int read;
    private byte @Nullable [] body;
    private @Nullable Reason skipping;
    private boolean ended;

    FrameReader(int frameBytesMax, FrameBudget budget, Sink sink) {
        this.frameBytesMax = frameBytesMax;
        this.budget = budget;
        this.sink = sink;
    }

    /** Whether a frame has begun and not ended. */
    boolean inFrame() {
        return lengthBytesRead > 0;
    }

    /** Takes all of {@code in}; does not release it. */
    void read(ByteBuf in) {
        while (!ended && in.isReadable()) {
            if (lengthBytesRead < Protocol.LENGTH_BYTES) {
                length = (length << Byte.SIZE) | in.readUnsignedByte();
                if (++lengthBytesRead == Protocol.LENGTH_BYTES) {
                    begin();
                }
            } else if (skipping != null) {
                skip(in, skipping);
            } else if (body != null) {
                fill(in, body);
            }
        }
    }

    /** Nothing more comes, or is wanted. */
    void end() {
        ended = true;
        if (body != null) {
            budget.release(length);
            body = null;
        }
    }

    private void begin() {
        read = 0;
        if (length <= 0 || length > Protocol.FRAME_BYTES_MAX) {
            // No build sends this: another protocol, or bytes out of step.
            ended = true;
            sink.garbage(length);
        } else if (length > frameBytesMax) {
            skipping = Reason.TOO_LARGE;
        } else if (!budget.reserve(length)) {
            skipping = Reason.NO_ROOM;
        } else {
            body = new byte[length];
        }
    }

    private void fill(ByteBuf in, byte[] into) {
        int take = Math.min(in.readableBytes(), length - read);
        in.readBytes(into, read, take);
        read += take;
        if (read < length) {
            return;
        }
        int bytes = length;
        body = null;
        next();
        sink.frame(into);
        budget.release(bytes);
    }

    private void skip(ByteBuf in, Reason reason) {
        int take = Math.min(in.readableBytes(), length - read);
        int known = Math.min(ID_BYTES_MAX, length);
        boolean told = read >= known;
        if (!told) {
            in.getBytes(in.readerIndex(), idBytes, read, Math.min(take, known - read));
        }
        in.skipBytes(take);
        read += take;
        int skipped = length;
        boolean done = read == length;
        if (done) {
            next();
        }
        if (!told && (done || read >= known)) {
            // Told as soon as the id is known: the sender may be waiting before it has sent the rest.
            sink.skipped(requestId(known), skipped, reason);
        }
    }

    private void next() {
        lengthBytesRead = 0;
        length = 0;
        skipping = null;
    }

    private long requestId(int known) {
        if (idBytes[0] != Frames.REQUEST_ID_TAG) {
            return 0;
        }
        long id = 0;
        for (int i = 1; i < known; i++) {
            id |= (long) (idBytes[i] & 0x7f) << (7 * (i - 1));
            if (idBytes[i] >= 0) {
                return id;
            }
        }
        return 0;
    }
}
