package io.ratiskv.cli.bench.load;

/** The phases of a run, each with a meter of its own, so that nothing has to be set back when one ends. Any thread. */
final class Phases {
    private final Meter warmup = new Meter();
    private final Meter window = new Meter();
    private final Meter drain = new Meter();
    private volatile Meter current = warmup;

    Meter current() {
        return current;
    }

    Meter window() {
        return window;
    }

    Meter warmup() {
        return warmup;
    }

    void beginWindow() {
        current = window;
    }

    void endWindow() {
        current = drain;
    }
}
