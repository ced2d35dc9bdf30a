package io.ratiskv.jepsen.show;

import io.ratiskv.client.Event;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchListener;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Is told of puts whose values begin with when they were asked for and a number that counts them, and keeps how late it was told.
 * Revisions must rise, and each number come once; numbers may overtake each other, as puts do that are under way together.
 *
 * <p>Thread: one call at a time, as watches make them; {@link #count} and {@link #problem}: any.
 */
final class Deliveries implements WatchListener {
    private final Latencies latencies;
    private final LongAdder events;
    private final BitSet told = new BitSet();
    private long revision;
    private long distinct;
    private volatile long count;
    private volatile String problem = "";

    /**
     * @param latencies where times go
     * @param events raised for each event
     */
    Deliveries(Latencies latencies, LongAdder events) {
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
            changes.events().forEach(event -> event(event, now));
        } else if (item instanceof WatchItem.Reset) {
            problem("was reset");
        }
    }

    private void event(Event event, long now) {
        String[] words = event.keyValue().valueText().split(":", 3);
        latencies.add(now - Long.parseLong(words[0]));
        int number = Integer.parseInt(words[1]);
        if (told.get(number)) {
            problem("told of " + number + " again");
        } else {
            told.set(number);
            distinct++;
        }
        if (event.revision() <= revision) {
            problem("told of revision " + event.revision() + " after " + revision);
        }
        revision = event.revision();
        count = distinct;
        events.increment();
    }

    @Override
    public void ended(Optional<Throwable> reason) {
        reason.ifPresent(failure -> problem("ended: " + failure));
    }

    private void problem(String what) {
        problem = problem.isEmpty() ? what : problem;
    }

    /** Different puts that it was told of. */
    long count() {
        return count;
    }

    /** What went wrong first; empty: nothing. */
    String problem() {
        return problem;
    }
}
