package io.ratiskv.server.apply;

/** The first answer to a write, kept until the client confirms that it has it. */
final class KeptAnswer {
    /** Lies in the session's own row. */
    static final long INLINE = 0;

    private final long sequence;
    private final long incarnation;
    private final byte[] bytes;
    /** Which chunk it was moved to; changes once at most. */
    private long chunk;

    KeptAnswer(long sequence, long incarnation, byte[] bytes, long chunk) {
        this.sequence = sequence;
        this.incarnation = incarnation;
        this.bytes = bytes;
        this.chunk = chunk;
    }

    long sequence() {
        return sequence;
    }

    /** Which incarnation wrote it. */
    long incarnation() {
        return incarnation;
    }

    byte[] bytes() {
        return bytes;
    }

    long chunk() {
        return chunk;
    }

    void moveTo(long newChunk) {
        chunk = newChunk;
    }
}
