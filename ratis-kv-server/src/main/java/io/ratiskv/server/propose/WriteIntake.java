package io.ratiskv.server.propose;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The door of the write path: takes in the writes that may be proposed and can be done in time, and says of the others why
 * not. Knows from the entries that settled ({@link DrainRate}) how long a write would wait.
 *
 * <p>Thread: any; never blocks.
 */
final class WriteIntake {
    // The rest is for the entry itself, its way there and back, and for the client to ask again.
    private static final int WAIT_SHARE_OF_DEADLINE = 4;

    private final BatchLimits limits;
    private final FormatGate gate;
    private final WaitingWrites waiting;
    private final DrainRate drain = new DrainRate();

    /** @param waiting where admitted writes wait */
    WriteIntake(BatchLimits limits, FormatGate gate, WaitingWrites waiting) {
        this.limits = limits;
        this.gate = gate;
        this.waiting = waiting;
    }

    /**
     * Has a write that was submitted just now wait with the others, or tells why it cannot: {@code UNSUPPORTED_COMMAND},
     * {@code TOO_LARGE}, {@code OVERLOADED}. Whom it refuses hears nothing from here.
     */
    Optional<Refusal> admit(PendingWrite write) {
        Optional<Refusal> tooNew = gate.refusal(write.command);
        if (tooNew.isPresent()) {
            return tooNew;
        }
        if (write.bytes > limits.entryBytesMax()) {
            return Optional.of(Refusal.tooLarge(
                    "command", "the command is larger than a log entry may be", limits.entryBytesMax(), write.bytes));
        }
        if (!isTakenInTime(write)) {
            return Optional.of(
                    Refusal.overloaded("more writes wait on this member than can be done in time", 0, comeBackAfter()));
        }
        if (!waiting.offer(write)) {
            return Optional.of(Refusal.overloaded(
                    "too many writes are pending on this member", limits.pendingBytesMax(), limits.retryAfter()));
        }
        return Optional.empty();
    }

    /**
     * An entry with writes has settled.
     *
     * @param full whether writes were left over when it was closed
     */
    void settled(List<PendingWrite> batch, long begunNanos, long nowNanos, boolean full) {
        long bytes = batch.stream().mapToLong(w -> w.bytes).sum();
        drain.settled(DrainRate.weight(bytes, batch.size()), begunNanos, nowNanos, full);
    }

    // Taken in, it would be answered when nobody waits for it any more, and keep others from being answered in time.
    private boolean isTakenInTime(PendingWrite write) {
        if (!waiting.holds(limits.batchCommandsMax(), limits.batchBytesMax())) {
            return true; // It goes with the next entry.
        }
        return expectedWaitNanos() <= (write.deadlineNanos - write.submittedNanos) / WAIT_SHARE_OF_DEADLINE;
    }

    private long expectedWaitNanos() {
        return drain.nanosFor(DrainRate.weight(waiting.pendingBytes(), waiting.pendingCommands()));
    }

    // When what waits now is done. Sooner, it would only be refused again, and refusing costs time as well.
    private Duration comeBackAfter() {
        Duration expected = Duration.ofNanos(expectedWaitNanos());
        return expected.compareTo(limits.retryAfter()) > 0 ? expected : limits.retryAfter();
    }
}
