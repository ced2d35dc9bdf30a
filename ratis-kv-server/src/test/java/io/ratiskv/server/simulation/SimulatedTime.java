package io.ratiskv.server.simulation;

import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.ProposeThread;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongSupplier;

/** One thread's worth of time: events happen in order of their moment; all chance comes from one seed. */
final class SimulatedTime implements LongSupplier, AlarmClock.Scheduler {
    private record Event(long atNanos, long number, Runnable what) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private final Random random;
    private long now = 1;
    private long number;

    SimulatedTime(long seed) {
        random = new Random(seed);
    }

    @Override
    public long getAsLong() {
        return now;
    }

    long in(Duration ahead) {
        return now + ahead.toNanos();
    }

    @Override
    public Runnable after(Duration delay, Runnable what) {
        Event event = new Event(now + delay.toNanos(), number++, what);
        events.add(event);
        return () -> events.remove(event);
    }

    /** Some time from now, at most {@code max}: later calls may well come first. */
    void soon(Duration max, Runnable what) {
        after(Duration.ofNanos((long) (random.nextDouble() * max.toNanos())), what);
    }

    void every(Duration period, Runnable what) {
        after(period, () -> {
            what.run();
            every(period, what);
        });
    }

    /** A thread of its own, as seen from here: tasks run in order, each a little later than it was handed in. */
    ProposeThread thread() {
        return new ProposeThread() {
            private long busyUntil;

            @Override
            public void execute(Runnable task) {
                busyUntil = Math.max(busyUntil, now) + random.nextInt(200_000);
                events.add(new Event(busyUntil, number++, task));
            }

            @Override
            public void after(Duration delay, Runnable task) {
                SimulatedTime.this.after(delay, () -> execute(task));
            }
        };
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int pick(int bound) {
        return random.nextInt(bound);
    }

    /** Lets time pass. */
    void run(Duration howLong) {
        long end = now + howLong.toNanos();
        while (!events.isEmpty() && events.peek().atNanos <= end) {
            Event next = events.remove();
            now = Math.max(now, next.atNanos);
            next.what.run();
        }
        now = end;
    }
}
