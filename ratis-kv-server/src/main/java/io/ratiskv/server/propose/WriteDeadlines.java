package io.ratiskv.server.propose;

import io.ratiskv.protocol.ErrorCode;
import java.util.List;

/**
 * When the writes of a batcher have waited long enough, wherever they are: who waits hears that nothing was done, who is in
 * flight that nobody knows. A write in flight keeps its place, since its entry goes its way.
 *
 * <p>Thread: any; never blocks.
 */
final class WriteDeadlines {
    private final WaitingWrites waiting;
    private final InFlightWindow window;

    WriteDeadlines(WaitingWrites waiting, InFlightWindow window) {
        this.waiting = waiting;
        this.window = window;
    }

    /** Tells all whose deadline has passed. */
    void pass(long nowNanos) {
        waiting.removeExpired(nowNanos).forEach(WriteDeadlines::notProposed);
        for (PendingWrite w : window.expired(nowNanos)) {
            w.refuse(Refusal.of(
                    ErrorCode.OUTCOME_UNKNOWN, "the deadline passed after the write was proposed; it may yet happen"));
        }
    }

    /** What is left of writes that were polled to be proposed now; the others are told and no longer pending. */
    List<PendingWrite> shed(List<PendingWrite> polled, long nowNanos) {
        List<PendingWrite> late =
                polled.stream().filter(w -> w.expired(nowNanos)).toList();
        if (late.isEmpty()) {
            return polled;
        }
        waiting.release(late);
        late.forEach(WriteDeadlines::notProposed);
        return polled.stream().filter(w -> !w.expired(nowNanos)).toList();
    }

    /** Adds the deadlines of all that have not heard. */
    void addTo(Earliest due) {
        waiting.addDeadlines(due);
        window.addDeadlines(due);
    }

    /** Sets the alarm for the first of a batch that is in flight from now on. */
    static void setAlarm(List<PendingWrite> batch, Alarm alarm) {
        Earliest due = new Earliest();
        for (PendingWrite w : batch) {
            due.add(w.deadlineNanos);
        }
        due.set(alarm);
    }

    private static void notProposed(PendingWrite late) {
        late.refuse(Refusal.of(ErrorCode.DEADLINE_EXCEEDED, "the deadline passed before the write was proposed"));
    }
}
