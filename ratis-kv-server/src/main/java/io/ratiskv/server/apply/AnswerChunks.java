package io.ratiskv.server.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where a session's answers lie on disk. The session's row is written again with every batch that touches the session, so
 * only a few answers lie in it; when they get too many, all of them are moved into a chunk of their own, written once and
 * deleted when the last answer in it is confirmed. So keeping an answer costs what it weighs, however many are open.
 */
final class AnswerChunks {
    /** Most bytes of answers in a session's row. */
    static final int INLINE_BYTES_MAX = 4_096;

    /** What an answer adds to a row beside its bytes, about. */
    private static final int OVERHEAD_BYTES = 16;

    private final NavigableMap<Long, Integer> answersLeft = new TreeMap<>();
    private final List<Long> empty = new ArrayList<>();
    private long inlineBytes;
    long next = 1;

    void kept(KeptAnswer answer) {
        if (answer.chunk() == KeptAnswer.INLINE) {
            inlineBytes += size(answer);
        } else {
            answersLeft.merge(answer.chunk(), 1, Integer::sum);
        }
    }

    void dropped(KeptAnswer answer) {
        if (answer.chunk() == KeptAnswer.INLINE) {
            inlineBytes -= size(answer);
        } else if (answersLeft.merge(answer.chunk(), -1, Integer::sum) == 0) {
            answersLeft.remove(answer.chunk());
            empty.add(answer.chunk());
        }
    }

    boolean isRowFull() {
        return inlineBytes > INLINE_BYTES_MAX;
    }

    /** Moves answers that were in the row; returns the number of their chunk. */
    long moveOut(List<KeptAnswer> inRow) {
        long chunk = next++;
        for (KeptAnswer answer : inRow) {
            answer.moveTo(chunk);
        }
        answersLeft.put(chunk, inRow.size());
        inlineBytes = 0;
        return chunk;
    }

    /** Chunks in which nothing is left, since this was asked last. */
    List<Long> takeEmpty() {
        List<Long> taken = List.copyOf(empty);
        empty.clear();
        return taken;
    }

    boolean hasAny() {
        return next > 1;
    }

    private static long size(KeptAnswer answer) {
        return (long) answer.bytes().length + OVERHEAD_BYTES;
    }
}
