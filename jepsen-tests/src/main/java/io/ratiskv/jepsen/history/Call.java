package io.ratiskv.jepsen.history;

import org.jspecify.annotations.Nullable;

/**
 * One call of one client, from before its request left to after its answer was there.
 *
 * @param process logical client
 * @param function one word
 * @param input what was asked
 * @param output what the answer said; null unless {@code OK}
 * @param completion how it ended, as the client claimed
 * @param invokedAt place of the invocation among all events of the history
 * @param endedAt place of the end, also for {@code INFO}; {@link #NEVER} if it was open when the history ended
 * @param invokedNanos since the history began
 * @param endedNanos since the history began
 * @param note for people: the error, or empty
 * @param <I> what is asked; its {@code toString} is for people
 * @param <O> what is answered; its {@code toString} is for people
 */
public record Call<I, O>(
        int process,
        String function,
        I input,
        @Nullable O output,
        Completion completion,
        int invokedAt,
        int endedAt,
        long invokedNanos,
        long endedNanos,
        String note)
        implements Recorded {

    @Override
    public String describe() {
        return "process " + process + ": " + function + " " + input + (ok() ? " -> " + output : "") + ", " + completion
                + ", events " + invokedAt + ".." + (endedAt == NEVER ? "" : endedAt)
                + (note.isEmpty() ? "" : " (" + note + ")");
    }
}
