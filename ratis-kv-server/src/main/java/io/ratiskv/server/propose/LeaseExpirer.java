package io.ratiskv.server.propose;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Has the leader propose a batch when a lease is due by its log clock, and the next one as soon as that is applied while
 * more are due: entries end leases, and an idle cluster has no other ones. One such batch at most is on its way, behind
 * whatever writes wait; when writes keep the log busy, theirs do.
 *
 * <p>Thread: any.
 */
public final class LeaseExpirer {
    private final WriteBatcher writes;
    private final LogClock clock;
    private final Supplier<LogStatus> status;
    private final LongSupplier nextDeadlineMillis;
    private final AtomicBoolean underWay = new AtomicBoolean();

    /** @param nextDeadlineMillis log time at which the next lease ends, as applied here; must not block */
    public LeaseExpirer(
            WriteBatcher writes, LogClock clock, Supplier<LogStatus> status, LongSupplier nextDeadlineMillis) {
        this.writes = writes;
        this.clock = clock;
        this.status = status;
        this.nextDeadlineMillis = nextDeadlineMillis;
    }

    /** Called every few milliseconds by the timer. */
    public void tick() {
        if (!isDue() || !underWay.compareAndSet(false, true)) {
            return;
        }
        writes.passTime().whenComplete((applied, failure) -> {
            underWay.set(false);
            // After a failure the next tick looks again: there must be some time between attempts.
            if (failure == null && applied) {
                tick();
            }
        });
    }

    private boolean isDue() {
        long deadline = nextDeadlineMillis.getAsLong();
        LogStatus now = status.get();
        return deadline != Long.MAX_VALUE && now.leaderReady() && clock.stamp(now) >= deadline;
    }
}
