package io.ratiskv.client.connection;

import io.ratiskv.protocol.WriteId;

/**
 * A session that the cluster has opened for this client.
 *
 * @param window most answers that the cluster remembers for it
 * @param unusedFrom no earlier incarnation has got this sequence, or a later one, applied, nor ever will
 */
record Session(long id, long incarnation, int window, long unusedFrom, UnansweredWindow sequences) {
    /** Window of a cluster that states none. */
    static final int WINDOW_DEFAULT = 256;

    // Incarnations must not share sequences: what an earlier one sent and nobody applied could else be taken for a
    // write of a later one that uses the same number.
    private static final int SEQUENCE_BITS = 32;

    static long firstSequence(long incarnation, long nextSequence) {
        return Math.max(nextSequence, (incarnation - 1) << SEQUENCE_BITS);
    }

    /** Which incarnation chose the sequence. */
    static long incarnationOf(long sequence) {
        return (sequence >>> SEQUENCE_BITS) + 1;
    }

    boolean hasRoom() {
        return sequences.retained() < window;
    }

    WriteId writeId(long sequence) {
        return WriteId.newBuilder()
                .setSessionId(id)
                .setIncarnation(incarnation)
                .setSequence(sequence)
                .setOldestUnanswered(sequences.oldest())
                .build();
    }
}
