package io.ratiskv.jepsen.history;

import io.ratiskv.jepsen.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts invocations and completions of many threads into one order. A client calls {@link #invoke} before it sends and ends
 * the invocation after it was told: then whatever the recorder puts one after the other was so in real time.
 *
 * <p>Thread: any; guarded by itself.
 */
public final class HistoryRecorder {
    private final long beganNanos;
    private final List<Invocation> invocations = new ArrayList<>();
    private int nextEvent;
    private int nextProcess;

    /** A history that begins now. */
    public HistoryRecorder() {
        this(System.nanoTime());
    }

    /** A history whose times count from this value of {@link System#nanoTime}, as other histories of the same run. */
    public HistoryRecorder(long beganNanos) {
        this.beganNanos = beganNanos;
    }

    /** A number for a logical client. One whose call ended in {@code INFO} must take a new one. */
    public synchronized int newProcess() {
        return nextProcess++;
    }

    /** A read begins. */
    public Invocation read(int process, String key) {
        return invoke(process, Kind.READ, key, null, 0);
    }

    /** A write begins; the value must be unique for the key in this history. */
    public Invocation write(int process, String key, String value) {
        return invoke(process, Kind.WRITE, key, value, 0);
    }

    /** A compare-and-set begins; the value must be unique for the key in this history. */
    public Invocation cas(int process, String key, long expectedRevision, String value) {
        return invoke(process, Kind.CAS, key, value, expectedRevision);
    }

    private synchronized Invocation invoke(
            int process, Kind kind, String key, @Nullable String value, long expectedRevision) {
        Invocation invocation = new Invocation(process, kind, key, value, expectedRevision, nextEvent++, nanos());
        invocations.add(invocation);
        return invocation;
    }

    /** What was recorded up to now; calls still open are {@code INFO}. */
    public synchronized History history() {
        return new History(invocations.stream().map(Invocation::operation).toList());
    }

    private long nanos() {
        return System.nanoTime() - beganNanos;
    }

    /** A call that has begun; ended once. */
    public final class Invocation {
        private final int process;
        private final Kind kind;
        private final String key;
        private final long expectedRevision;
        private final int invokedAt;
        private final long invokedNanos;
        private @Nullable String value;
        private Completion completion = Completion.INFO;
        private long revision;
        private long modRevision;
        private @Nullable String found;
        private int endedAt = Recorded.NEVER;
        private long endedNanos;
        private String note = "";

        private Invocation(
                int process,
                Kind kind,
                String key,
                @Nullable String value,
                long expectedRevision,
                int invokedAt,
                long invokedNanos) {
            this.process = process;
            this.kind = kind;
            this.key = key;
            this.value = value;
            this.expectedRevision = expectedRevision;
            this.invokedAt = invokedAt;
            this.invokedNanos = invokedNanos;
        }

        /** The write happened at this store revision. */
        public void written(long atRevision) {
            end(Completion.OK, value, atRevision, 0, "");
        }

        /** The read saw the store at this revision, and in it the value written at that one (null and 0: no key). */
        public void found(@Nullable String found, long atRevision, long writtenAt) {
            end(Completion.OK, found, atRevision, writtenAt, "");
        }

        /**
         * The compare-and-set did not write: at this store revision the key held something else, written at that one (null
         * and 0: no key).
         */
        public void refused(@Nullable String instead, long atRevision, long writtenAt) {
            synchronized (HistoryRecorder.this) {
                end(Completion.FAIL, value, atRevision, writtenAt, "compare");
                found = instead;
            }
        }

        /** It certainly did not happen. */
        public void failed(String why) {
            end(Completion.FAIL, value, 0, 0, why);
        }

        /** Nobody knows. */
        public void unknown(String why) {
            end(Completion.INFO, value, 0, 0, why);
        }

        private void end(Completion how, @Nullable String newValue, long atRevision, long writtenAt, String newNote) {
            synchronized (HistoryRecorder.this) {
                if (endedAt != Recorded.NEVER) {
                    throw new IllegalStateException(
                            "ended twice: " + operation().describe());
                }
                completion = how;
                value = newValue;
                revision = atRevision;
                modRevision = writtenAt;
                note = newNote;
                endedAt = nextEvent++;
                endedNanos = nanos();
            }
        }

        private Operation operation() {
            return new Operation(
                    process,
                    kind,
                    key,
                    value,
                    expectedRevision,
                    completion,
                    revision,
                    modRevision,
                    found,
                    invokedAt,
                    completion == Completion.INFO ? Recorded.NEVER : endedAt,
                    endedAt,
                    invokedNanos,
                    endedNanos,
                    note);
        }
    }
}
