package io.ratiskv.server;

import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.RatisMember;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;

/**
 * What all rooms of a member stand on: its part in the group, the log, and the clock that stamps entries.
 *
 * @param stops takes what is to be stopped, in the order of starting
 */
record Foundation(
        ServerConfig config,
        Entrance entrance,
        ServerParts parts,
        FatalFaultHandler faults,
        Stops stops,
        ScheduledExecutorService timer,
        RatisMember member,
        ReplicatedLog log,
        LogClock clock) {
    /** Starts Raft. */
    static Foundation lay(
            ServerConfig config,
            Entrance entrance,
            ServerParts parts,
            FatalFaultHandler faults,
            Stops stops,
            AppliedRelay applied)
            throws IOException {
        RatisMember member = RatisMember.start(
                Conversions.raft(
                        config,
                        entrance.directory().memberId(),
                        entrance.arrival().group()),
                entrance.directory(),
                Conversions.state(config).reading(parts.formats()),
                applied,
                parts.raft(),
                faults,
                entrance.sight().observers().raft());
        stops.push(member::close);
        ScheduledExecutorService timer = timer(stops);
        AlarmClock entriesDue = alarm(timer, System::nanoTime);
        entriesDue.runs("note which entries are on disk", member::tick);
        member.tickedBy(entriesDue);
        ReplicatedLog log = parts.log(member);
        LogClock clock = parts.logClock(() -> member.state().get().logTimeMillis());
        return new Foundation(config, entrance, parts, faults, stops, timer, member, log, clock);
    }

    Observers observers() {
        return entrance.sight().observers();
    }

    /** Something that is due on the timer, at times of this clock; has to be told what. */
    AlarmClock alarm(LongSupplier nanoTime) {
        return alarm(timer, nanoTime);
    }

    private static AlarmClock alarm(ScheduledExecutorService timer, LongSupplier nanoTime) {
        return new AlarmClock(AlarmClock.Scheduler.of(timer), nanoTime);
    }

    private static ScheduledExecutorService timer(Stops stops) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Threads.named("timer"));
        timer.setRemoveOnCancelPolicy(true); // Alarms are set anew again and again.
        stops.push(timer::shutdownNow);
        return timer;
    }

    /** One thread of this name, which ends with the member. */
    ExecutorService executor(String name) {
        ExecutorService executor = Executors.newSingleThreadExecutor(Threads.named(name));
        stops.push(executor::shutdown);
        return executor;
    }
}
