package io.ratiskv.server.propose;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Batches that were proposed and have not settled: few and large ones, because what a Raft entry costs hardly depends on
 * what is in it.
 *
 * <p>Thread: any.
 */
final class InFlightWindow {
    /** One proposed batch. Identity is what counts. */
    static final class Flight {
        final List<PendingWrite> writes;
        final EntryStages stages = new EntryStages();
        final long begunNanos;
        private boolean overdue;

        Flight(List<PendingWrite> writes, long begunNanos) {
            this.writes = writes;
            this.begunNanos = begunNanos;
        }

        long ageNanos(long nowNanos) {
            return nowNanos - begunNanos;
        }

        /** What observers are told of it in the end. */
        SettledEntry settled(long nowNanos, boolean applied) {
            long bytes = 0;
            long submitted = begunNanos;
            RequestOrigin oldest = RequestOrigin.UNKNOWN;
            for (PendingWrite w : writes) {
                bytes += w.bytes;
                if (w.submittedNanos - submitted < 0) {
                    submitted = w.submittedNanos;
                    oldest = w.origin();
                }
            }
            return new SettledEntry(writes.size(), bytes, submitted, begunNanos, stages, oldest, nowNanos, applied);
        }
    }

    private final int capacity;
    private final Set<Flight> flights = new LinkedHashSet<>();
    private @Nullable Flight newest;

    InFlightWindow(int capacity) {
        this.capacity = capacity;
    }

    synchronized boolean hasRoom() {
        return flights.size() < capacity;
    }

    synchronized boolean isIdle() {
        return flights.isEmpty();
    }

    /** How long ago the newest batch with writes was begun that has not settled; longest of all if there is none. */
    synchronized long newestAgeNanos(long nowNanos) {
        Flight flight = newest;
        return flight == null ? Long.MAX_VALUE : nowNanos - flight.begunNanos;
    }

    synchronized Flight open(List<PendingWrite> writes, long nowNanos) {
        if (flights.size() >= capacity) {
            throw new IllegalStateException("the window of " + capacity + " batches is full");
        }
        Flight flight = new Flight(writes, nowNanos);
        flights.add(flight);
        if (!writes.isEmpty()) {
            newest = flight;
        }
        return flight;
    }

    /** The batch has settled; false if it had before. */
    synchronized boolean close(Flight flight) {
        // Entries settle in order: when the newest has, none is under way.
        if (newest == flight) {
            newest = null;
        }
        return flights.remove(flight);
    }

    /** Adds the deadlines of writes whose outcome was not told. */
    synchronized void addDeadlines(Earliest due) {
        for (Flight flight : flights) {
            if (!flight.overdue) {
                flight.writes.stream().filter(w -> !w.isTold()).forEach(w -> due.add(w.deadlineNanos));
            }
        }
    }

    /** Writes in flight whose deadline has passed and whose outcome was not told. Their batch keeps its place. */
    synchronized List<PendingWrite> expired(long nowNanos) {
        List<PendingWrite> expired = new ArrayList<>();
        for (Flight flight : flights) {
            if (flight.overdue) {
                continue;
            }
            int untold = 0;
            for (PendingWrite w : flight.writes) {
                if (!w.isTold()) {
                    untold++;
                    if (w.expired(nowNanos)) {
                        expired.add(w);
                        untold--;
                    }
                }
            }
            flight.overdue = untold == 0;
        }
        return expired;
    }
}
