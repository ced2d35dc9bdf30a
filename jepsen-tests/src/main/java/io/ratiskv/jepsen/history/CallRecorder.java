package io.ratiskv.jepsen.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts invocations and completions of many threads into one order. A client begins a call before it sends and ends it after
 * it was told: then whatever the recorder puts one after the other was so in real time.
 *
 * <p>Thread: any; guarded by itself.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
public final class CallRecorder<I, O> {
    private final long beganNanos;
    private final List<OpenCall> calls = new ArrayList<>();
    private int nextEvent;
    private int nextProcess;

    /** A history that begins now. */
    public CallRecorder() {
        this(System.nanoTime());
    }

    /** A history whose times count from this value of {@link System#nanoTime}, as other histories of the same run. */
    public CallRecorder(long beganNanos) {
        this.beganNanos = beganNanos;
    }

    /** A number for a logical client. One whose call ended in {@code INFO} must take a new one. */
    public synchronized int newProcess() {
        return nextProcess++;
    }

    /** A call begins. */
    public synchronized OpenCall begin(int process, String function, I input) {
        OpenCall call = new OpenCall(process, function, input, nextEvent++, nanos());
        calls.add(call);
        return call;
    }

    /** What was recorded up to now in the order of invocation; calls still open are {@code INFO} without an end. */
    public synchronized List<Call<I, O>> calls() {
        return calls.stream().map(OpenCall::call).toList();
    }

    private long nanos() {
        return System.nanoTime() - beganNanos;
    }

    /** A call that has begun; ended once. */
    public final class OpenCall {
        private final int process;
        private final String function;
        private final I input;
        private final int invokedAt;
        private final long invokedNanos;
        private @Nullable O output;
        private Completion completion = Completion.INFO;
        private int endedAt = Recorded.NEVER;
        private long endedNanos;
        private String note = "";

        private OpenCall(int process, String function, I input, int invokedAt, long invokedNanos) {
            this.process = process;
            this.function = function;
            this.input = input;
            this.invokedAt = invokedAt;
            this.invokedNanos = invokedNanos;
        }

        /** It happened, and this is what the answer said. */
        public void ok(O answer) {
            end(Completion.OK, answer, "");
        }

        /** It certainly did not happen. */
        public void failed(String why) {
            end(Completion.FAIL, null, why);
        }

        /** Nobody knows. */
        public void unknown(String why) {
            end(Completion.INFO, null, why);
        }

        private void end(Completion how, @Nullable O answer, String newNote) {
            synchronized (CallRecorder.this) {
                if (endedAt != Recorded.NEVER) {
                    throw new IllegalStateException("ended twice: " + call().describe());
                }
                completion = how;
                output = answer;
                note = newNote;
                endedAt = nextEvent++;
                endedNanos = nanos();
            }
        }

        private Call<I, O> call() {
            return new Call<>(
                    process, function, input, output, completion, invokedAt, endedAt, invokedNanos, endedNanos, note);
        }
    }
}
