package io.ratiskv.server;

import java.util.OptionalLong;
import java.util.function.Supplier;

/** Log time as this member counts it, before there is a log to count for: then nothing is known. Any thread. */
final class LogTimeRelay implements Supplier<OptionalLong> {
    private volatile Supplier<OptionalLong> source = OptionalLong::empty;

    void relayTo(Supplier<OptionalLong> clock) {
        source = clock;
    }

    @Override
    public OptionalLong get() {
        return source.get();
    }
}
