package io.ratiskv.server.space;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.propose.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * Whether a leader takes a command while space is short. What grows the data is refused; what frees it goes. A delete first
 * moves the values that it deletes into history, from where they are given back within seconds, so on a disk that is nearly full
 * deletes share what may be moved until the next look, and the first small one after each look goes. Only into the reserve none
 * does: the log lives on it, and what is applied already.
 *
 * <p>Thread: {@link #refusal} any; {@link #refill} one.
 */
public final class Admission {
    /** A delete of one key moves no more. */
    static final long SMALL_BYTES = 2L << 20;

    private static final Duration RETRY_STEP = Duration.ofMillis(250);

    private final GroupSpace group;
    private final ToLongFunction<KeyInterval> sizeOf;
    private final AtomicLong left = new AtomicLong(SpaceReport.ANY);
    private volatile long share = SpaceReport.ANY;

    /** @param sizeOf bytes of the newest states of these keys, about; asked only while a disk is nearly full */
    public Admission(GroupSpace group, ToLongFunction<KeyInterval> sizeOf) {
        this.group = group;
        this.sizeOf = sizeOf;
    }

    /**
     * Shares out anew what may be moved. What members tell is up to half a second old, and this is called as often: half of it
     * at a time is safe.
     */
    public void refill() {
        long movable = group.movableBytes();
        // One step stays one.
        share = movable == SpaceReport.ANY ? movable : (movable + 1) / 2;
        left.set(share);
    }

    /** Why the command is not taken, if so. */
    public Optional<Refusal> refusal(Command command) {
        Optional<Refusal> closed = group.closed();
        boolean steps = share != SpaceReport.ANY;
        if (closed.isEmpty() && !steps) {
            return Optional.empty();
        }
        SpaceUse use = SpaceUse.of(command);
        if (use.grows()) {
            return closed;
        }
        return steps ? step(use.deletes()) : Optional.empty();
    }

    private Optional<Refusal> step(List<KeyInterval> deletes) {
        if (deletes.isEmpty()) {
            return Optional.empty();
        }
        long moves = deletes.stream().mapToLong(sizeOf).sum();
        if (share == SpaceReport.NOTHING) {
            return Optional.of(refusal(
                    "of a member's disk only the reserve for the log is left: free some of it, or try again when what was deleted"
                            + " before is given back",
                    0,
                    moves));
        }
        if (moves > share && moves > SMALL_BYTES) {
            return Optional.of(refusal(
                    "this deletes about " + ByteText.of(moves) + " at once, and the space left allows "
                            + ByteText.of(Math.max(share, SMALL_BYTES))
                            + " until what was deleted before is given back: delete fewer keys at once",
                    Math.max(share, SMALL_BYTES),
                    moves));
        }
        return take(moves)
                ? Optional.empty()
                : Optional.of(refusal(
                        "so little space is left that deletes go step by step: try again",
                        Math.max(0, left.get()),
                        moves));
    }

    private boolean take(long bytes) {
        while (true) {
            long now = left.get();
            boolean first = now == share;
            if (bytes > now && !first) {
                return false;
            }
            // The first one may take more than there is: then nothing follows it until the next look.
            if (left.compareAndSet(now, first ? Math.min(share - 1, now - bytes) : now - bytes)) {
                return true;
            }
        }
    }

    private static Refusal refusal(String message, long limit, long actual) {
        return new Refusal(
                ErrorCode.OUT_OF_SPACE,
                message,
                "storage.min-free-bytes",
                0,
                limit,
                actual,
                RETRY_STEP.toMillis(),
                null,
                null);
    }
}
