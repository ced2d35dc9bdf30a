package io.ratiskv.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Something that is counted. Thread: any; costs a few nanoseconds. */
public final class Count {
    private final LongAdder adder = new LongAdder();

    public void increment() {
        adder.increment();
    }

    public void add(long more) {
        adder.add(more);
    }

    public long value() {
        return adder.sum();
    }
}
