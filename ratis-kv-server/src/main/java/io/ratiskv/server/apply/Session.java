package io.ratiskv.server.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One client's writes: which have been executed, and with what answer. Sequences from an incarnation's first one up to
 * the next incarnation's first one are its own, so a late write of an older incarnation is never taken for a new one.
 */
final class Session {
    /** Answers that are kept at a time. Counted, not measured as a distance: sequences may be skipped. */
    static final int WINDOW = 4_096;

    /** Bytes of kept answers at which further writes are refused. One more answer may come on top. */
    static final long ANSWER_BYTES_MAX = 4 * 1024 * 1024;

    /** Past incarnations that are remembered, so that their late requests are told apart from new clients. */
    static final int PAST_MAX = 8;

    /** What is to become of a write. */
    enum Verdict {
        EXECUTE,
        /** Was executed; its answer is kept. */
        KNOWN,
        /** Was never executed and never will be. */
        FENCED,
        /** May have been executed; the answer is no longer kept. */
        DISCARDED,
        /** Not now; later perhaps. */
        WINDOW_FULL
    }

    /** @param endSequence first sequence that was no longer its own */
    record Past(long incarnation, long instance, long endSequence) {}

    final long id;
    final String identity;
    long incarnation;
    long instance;
    long firstSequence;
    long highestSequence;
    long confirmedBelow;
    long retentionMillis;
    long lastUsedMillis;
    final Deque<Past> past = new ArrayDeque<>();
    final SequenceRanges neverExecuted = new SequenceRanges();

    /** Differs from the row on disk. */
    boolean touched;
    /** Under which time it stands in {@link Deadlines}. */
    long queuedDeadline;

    final AnswerChunks chunks = new AnswerChunks();
    private final NavigableMap<Long, KeptAnswer> answers = new TreeMap<>();
    private long answerBytes;

    Session(long id, String identity) {
        this.id = id;
        this.identity = identity;
    }

    /** Opens it for its first incarnation. */
    void begin(long firstInstance) {
        incarnation = 1;
        instance = firstInstance;
        firstSequence = 1;
        confirmedBelow = 1;
    }

    /** A new instance of the client takes over: what the old one has not got executed by now never will be. */
    void takeOver(long newInstance) {
        long next = nextSequence();
        past.addLast(new Past(incarnation, instance, next));
        if (past.size() > PAST_MAX) {
            past.removeFirst();
        }
        // What older incarnations did not get executed was noted when they ended.
        long gap = Math.max(confirmedBelow, firstSequence);
        for (long sequence : answers.tailMap(gap).keySet()) {
            neverExecuted.add(gap, sequence);
            gap = sequence + 1;
        }
        neverExecuted.add(gap, next);
        incarnation++;
        instance = newInstance;
        firstSequence = next;
    }

    boolean isPastInstance(long candidate) {
        return past.stream().anyMatch(p -> p.instance() == candidate);
    }

    Verdict judge(long byIncarnation, long sequence) {
        KeptAnswer kept = answers.get(sequence);
        if (kept != null) {
            return kept.incarnation() <= byIncarnation ? Verdict.KNOWN : Verdict.FENCED;
        }
        if (sequence < confirmedBelow) {
            boolean never = neverExecuted.contains(sequence) || sequence >= endOf(byIncarnation);
            return never ? Verdict.FENCED : Verdict.DISCARDED;
        }
        if (byIncarnation < incarnation || sequence < firstSequence) {
            return Verdict.FENCED;
        }
        boolean full = answers.size() >= WINDOW || answerBytes >= ANSWER_BYTES_MAX;
        return full ? Verdict.WINDOW_FULL : Verdict.EXECUTE;
    }

    /** The client has the answers of everything below: they are dropped. Returns bytes that became free. */
    long confirm(long below) {
        long before = answerBytes;
        while (!answers.isEmpty() && answers.firstKey() < below) {
            KeptAnswer dropped = answers.pollFirstEntry().getValue();
            answerBytes -= dropped.bytes().length;
            chunks.dropped(dropped);
        }
        confirmedBelow = Math.max(confirmedBelow, below);
        return before - answerBytes;
    }

    void keep(KeptAnswer answer) {
        answers.put(answer.sequence(), answer);
        answerBytes += answer.bytes().length;
        highestSequence = Math.max(highestSequence, answer.sequence());
        chunks.kept(answer);
    }

    @Nullable
    KeptAnswer answerTo(long sequence) {
        return answers.get(sequence);
    }

    /** Ascending. */
    Collection<KeptAnswer> answers() {
        return answers.values();
    }

    List<Long> unconfirmed() {
        return new ArrayList<>(answers.keySet());
    }

    long answerBytes() {
        return answerBytes;
    }

    /** First sequence that was neither executed nor confirmed. */
    long nextSequence() {
        return Math.max(highestSequence + 1, confirmedBelow);
    }

    long deadline() {
        long end = lastUsedMillis + retentionMillis;
        return end < lastUsedMillis ? Long.MAX_VALUE : end;
    }

    /** Unknown for incarnations long past: then nothing can be ruled out. */
    private long endOf(long byIncarnation) {
        for (Past p : past) {
            if (p.incarnation() == byIncarnation) {
                return p.endSequence();
            }
        }
        return Long.MAX_VALUE;
    }
}
