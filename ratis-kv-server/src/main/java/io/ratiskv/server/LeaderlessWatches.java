package io.ratiskv.server;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.WatchService;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Ends this member's watches when it has known no leader for long. It may be cut off: then the others go on, and here
 * nothing happens any more, which a watch could not tell from a quiet range. Their clients go on elsewhere where they were;
 * none can be opened here before there is a leader again.
 *
 * <p>Thread: {@code timer}.
 */
final class LeaderlessWatches {
    private final Supplier<LogStatus> status;
    private final Duration patience;
    private final WatchService watches;
    private final LongSupplier nanoTime;
    private boolean leaderless;
    private long sinceNanos;

    /** @param patience for how long there may be no leader */
    LeaderlessWatches(Supplier<LogStatus> status, Duration patience, WatchService watches, LongSupplier nanoTime) {
        this.status = status;
        this.patience = patience;
        this.watches = watches;
        this.nanoTime = nanoTime;
    }

    void look() {
        if (status.get().leaderId() != null) {
            leaderless = false;
            return;
        }
        long now = nanoTime.getAsLong();
        if (!leaderless) {
            leaderless = true;
            sinceNanos = now;
        }
        if (now - sinceNanos >= patience.toNanos() && watches.watches() > 0) {
            watches.endAll(Refusal.of(
                    ErrorCode.UNAVAILABLE,
                    "this member has not heard of a leader for " + patience.toMillis() + " ms; watch at another one"));
        }
    }
}
