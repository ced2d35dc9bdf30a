package io.ratiskv.server.propose;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Has the leader propose a batch when a lease is due by its log clock, and the next one as soon as that is applied while
 * more are due: entries end leases, and an idle cluster has no other ones. One such batch at most is on its way, behind
 * whatever writes wait; when writes keep the log busy, theirs do.
 *
 * <p>While there are leases it also has log time written down every {@link #WRITTEN_EVERY}: the next leader goes on from the
 * newest stamp, so that is what a change of leaders can delay the end of a lease by, beside the time without a leader.
 *
 * <p>Thread: any.
 */
public final class LeaseExpirer {
    /** Longest time that passes without a stamp in the log while there are leases. */
    public static final Duration WRITTEN_EVERY = Duration.ofSeconds(1);

    /** Looks for leases that are granted, or another leader's, need not be more frequent: they live longer than that. */
    public static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final WriteBatcher writes;
    private final LogClock clock;
    private final Supplier<LogStatus> status;
    private final LongSupplier nextDeadlineMillis;
    private final LongSupplier appliedLogTimeMillis;
    private final LongSupplier nanoTime;
    private final Alarm alarm;
    private final AtomicBoolean underWay = new AtomicBoolean();

    /**
     * @param nextDeadlineMillis log time at which the next lease ends, as applied here, or {@code Long.MAX_VALUE}; must
     *     not block
     * @param appliedLogTimeMillis the newest stamp that is applied here; must not block
     * @param alarm has {@link #tick} run, beside every {@link #LOOK_EVERY}
     */
    public LeaseExpirer(
            WriteBatcher writes,
            LogClock clock,
            Supplier<LogStatus> status,
            LongSupplier nextDeadlineMillis,
            LongSupplier appliedLogTimeMillis,
            LongSupplier nanoTime,
            Alarm alarm) {
        this.writes = writes;
        this.clock = clock;
        this.status = status;
        this.nextDeadlineMillis = nextDeadlineMillis;
        this.appliedLogTimeMillis = appliedLogTimeMillis;
        this.nanoTime = nanoTime;
        this.alarm = alarm;
    }

    /** Called every {@link #LOOK_EVERY}, and when the alarm says so. */
    public void tick() {
        long deadline = nextDeadlineMillis.getAsLong();
        LogStatus now = status.get();
        if (deadline == Long.MAX_VALUE || !now.leaderReady()) {
            return;
        }
        long time = clock.stamp(now);
        boolean due = time >= deadline;
        if (!due && deadline - time < LOOK_EVERY.toMillis()) {
            alarm.by(nanoTime.getAsLong() + Duration.ofMillis(deadline - time).toNanos());
        }
        boolean stale = time - appliedLogTimeMillis.getAsLong() >= WRITTEN_EVERY.toMillis();
        if ((due || stale) && underWay.compareAndSet(false, true)) {
            writes.passTime().whenComplete((applied, failure) -> settled(due, failure == null && applied));
        }
    }

    private void settled(boolean due, boolean applied) {
        underWay.set(false);
        if (due && applied) {
            writes.nudge(); // Followers, and who watches there, are to hear of it at once.
            tick();
        }
        // After a failure the next tick looks again: there must be some time between attempts.
    }
}
