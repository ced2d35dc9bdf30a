package io.ratiskv.server.raft;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a follower's answers to entries seem to be lost: everything was sent, nothing new was heard of for a while, and
 * something still waits for it. Then the last entry is to be sent again: the follower either has what is before it, and its
 * answer tells how far its log goes, or it says from where on it needs entries.
 *
 * <p>Thread: the appender's.
 */
final class Unanswered {
    /** Longer than an answer mostly takes; one entry too many does no harm. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LongSupplier nanoTime;
    private @Nullable Progress last;
    private long sinceNanos;

    Unanswered(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * How far a follower is, as its leader knows.
     *
     * @param match last entry that it is known to have
     * @param next the entry that it is sent next
     * @param commit last entry that it is known to have committed
     * @param logNext the entry that the leader appends next
     * @param leaderCommit last entry that the leader has committed
     */
    record Progress(long match, long next, long commit, long logNext, long leaderCommit) {
        boolean allSent() {
            return next > 0 && next >= logNext && match < next - 1;
        }

        boolean awaited() {
            return leaderCommit < logNext - 1 || commit < leaderCommit;
        }
    }

    /** Asked about once a second. */
    boolean sendAgain(Progress now) {
        if (!now.equals(last) || !now.allSent() || !now.awaited()) {
            last = now;
            sinceNanos = nanoTime.getAsLong();
            return false;
        }
        if (nanoTime.getAsLong() - sinceNanos < PATIENCE.toNanos()) {
            return false;
        }
        last = null;
        return true;
    }
}
