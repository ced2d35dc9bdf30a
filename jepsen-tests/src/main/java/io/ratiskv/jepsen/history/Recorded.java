package io.ratiskv.jepsen.history;

/** What every recorded call tells, whatever was asked: enough to draw it and to plot its latency. */
public interface Recorded {
    /** Place of an event that never came. */
    int NEVER = Integer.MAX_VALUE;

    /** Logical client; has at most one call open, and none after one that ended in {@code INFO}. */
    int process();

    /** What was called, one word: {@code read}, {@code txn}. */
    String function();

    /** How it ended, as the client claimed. */
    Completion completion();

    /** Place of the invocation among all events of the history. */
    int invokedAt();

    /** Place of the event that told the client's claim; {@link #NEVER} if it was open when the history ended. */
    int endedAt();

    /** Nanoseconds of the invocation since the history began. */
    long invokedNanos();

    /** Nanoseconds of the end since the history began; meaningless if {@code endedAt} is {@link #NEVER}. */
    long endedNanos();

    /** One line for people. */
    String describe();

    /** Place of the completion that bounds when it took effect; {@link #NEVER} if it may still do so. */
    default int completedAt() {
        return completion() == Completion.INFO ? NEVER : endedAt();
    }

    /** Whether the client was told that it happened. */
    default boolean ok() {
        return completion() == Completion.OK;
    }
}
