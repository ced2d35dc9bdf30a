package io.ratiskv.server.propose;

import org.jspecify.annotations.Nullable;

/**
 * What a leader that fell idle owes its followers: they learn of the last commit with the next entry, or half a second
 * later with a heartbeat. One empty entry tells them now. Its own commit owes nothing, so a nudge never leads to another.
 *
 * <p>Thread: any; never blocks.
 */
final class Nudge {
    private final boolean wanted;
    private final long afterNanos;
    private final Alarm alarm;
    // Since when followers may not have heard; null = nothing to tell them.
    private volatile @Nullable Long owedSinceNanos;

    Nudge(BatchLimits limits, Alarm alarm) {
        this.wanted = limits.nudge();
        this.afterNanos = limits.nudgeAfter().toNanos();
        this.alarm = alarm;
    }

    /** An entry with writes has settled; what was owed before it is told with it. */
    void settled(boolean applied, long nowNanos) {
        owedSinceNanos = applied && wanted ? Long.valueOf(nowNanos) : null;
    }

    /** Somebody says that followers lag: one is owed, whether wanted otherwise or not. */
    void ask(long nowNanos) {
        if (owedSinceNanos == null) {
            owedSinceNanos = nowNanos;
        }
        setAlarm();
    }

    /** Has the alarm ring when the leader has been idle for long enough. */
    void setAlarm() {
        Long owedSince = owedSinceNanos;
        if (owedSince != null) {
            alarm.by(owedSince + afterNanos);
        }
    }

    boolean isDue(long nowNanos) {
        Long owedSince = owedSinceNanos;
        return owedSince != null && nowNanos - owedSince >= afterNanos;
    }

    /** Adds the moment when it will be due; one that is due already is the batcher's to give. */
    void addTo(Earliest due, long nowNanos) {
        Long owedSince = owedSinceNanos;
        if (owedSince != null && nowNanos - owedSince < afterNanos) {
            due.add(owedSince + afterNanos);
        }
    }

    /** The followers are told now, or this member leads them no more. */
    void given() {
        owedSinceNanos = null;
    }
}
