package io.ratiskv.jepsen.show;

import io.ratiskv.client.Event;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchListener;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Is told of puts whose values begin with when they were asked for and a number that counts them, and keeps how late it was told.
 * Numbers must come in order, each once.
 *
 * <p>Thread: one call at a time, as watches make them.
 */
final class Deliveries implements WatchListener {
    private final Latencies latencies;
    private final LongAdder events;
    private final AtomicLong next;
    private volatile String problem = "";

    /**
     * @param latencies where times go
     * @param events raised for each event
     * @param first number that must come first; -1: any
     */
    Deliveries(Latencies latencies, LongAdder events, long first) {
        this.next = new AtomicLong(first);
        this.latencies = latencies;
        this.events = events;
    }

    /** The value of a put asked for now. */
    static String value(long number, String padding) {
        return System.nanoTime() + ":" + number + ":" + padding;
    }

    @Override
    public void told(WatchItem item) {
        if (item instanceof WatchItem.Changes changes) {
            long now = System.nanoTime();
            for (Event event : changes.events()) {
                String[] words = event.keyValue().valueText().split(":", 3);
                latencies.add(now - Long.parseLong(words[0]));
                long number = Long.parseLong(words[1]);
                long expected = next.getAndSet(number + 1);
                if (number != expected && expected >= 0) {
                    problem("told of " + number + " in place of " + expected);
                }
                events.increment();
            }
        } else if (item instanceof WatchItem.Reset) {
            problem("was reset");
        }
    }

    @Override
    public void ended(Optional<Throwable> reason) {
        reason.ifPresent(failure -> problem("ended: " + failure));
    }

    private void problem(String what) {
        problem = problem.isEmpty() ? what : problem;
    }

    /** The number that comes next. */
    long next() {
        return next.get();
    }

    /** What went wrong first; empty: nothing. */
    String problem() {
        return problem;
    }
}
