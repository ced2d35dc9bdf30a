package io.ratiskv.jepsen.history;

/** A call of which only the end matters. */
public record FakeCall(String function, Completion completion, int invokedAt, long invokedNanos, long endedNanos)
        implements Recorded {
    /** Took a millisecond of this second. */
    public static FakeCall in(int second, String function, Completion completion) {
        long begins = second * 1_000_000_000L;
        return new FakeCall(function, completion, second, begins, begins + 1_000_000);
    }

    @Override
    public int process() {
        return 0;
    }

    @Override
    public int endedAt() {
        return invokedAt + 1;
    }

    @Override
    public String describe() {
        return function + " " + completion;
    }
}
