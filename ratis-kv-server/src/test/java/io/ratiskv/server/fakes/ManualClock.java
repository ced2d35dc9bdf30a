package io.ratiskv.server.fakes;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic nanosecond clock that moves when told. Starts close to its wrap-around, where careless code breaks. */
public final class ManualClock implements LongSupplier {
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** The moment that lies so far ahead. */
    public long in(Duration ahead) {
        return nanos.get() + ahead.toNanos();
    }
}
