package io.ratiskv.jepsen.wire;

import com.google.protobuf.MessageLite;
import io.ratiskv.protocol.Protocol;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Frames as bytes: a 4-byte big-endian length, then the message. Holds no state; any thread. */
public final class Frames {
    private Frames() {}

    /**
     * Reads one frame's message.
     *
     * @return the message's bytes, or null if the stream ended between two frames
     * @throws IOException if the stream ends within a frame or the length is beyond what any build sends
     */
    public static byte @Nullable [] read(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < 0 || length > Protocol.FRAME_BYTES_MAX) {
            throw new IOException("frame of " + length + " bytes");
        }
        byte[] message = new byte[length];
        try {
            in.readFully(message);
        } catch (EOFException e) {
            throw new EOFException("the stream ended within a frame of " + length + " bytes");
        }
        return message;
    }

    /** Writes one frame in one write; does not flush. */
    public static void write(OutputStream out, byte[] message) throws IOException {
        out.write(frame(message));
    }

    /** Message with its length in front. */
    public static byte[] frame(byte[] message) {
        return ByteBuffer.allocate(Protocol.LENGTH_BYTES + message.length)
                .putInt(message.length)
                .put(message)
                .array();
    }

    /** Message with its length in front. */
    public static byte[] frame(MessageLite message) {
        return frame(message.toByteArray());
    }
}
