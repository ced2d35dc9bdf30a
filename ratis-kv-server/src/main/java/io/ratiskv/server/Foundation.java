package io.ratiskv.server;

import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.RatisMember;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
        ReplicatedLog log = parts.log(member);
        LogClock clock = parts.logClock(() -> member.state().get().logTimeMillis());
        return new Foundation(config, entrance, parts, faults, stops, member, log, clock);
    }

    Observers observers() {
        return entrance.sight().observers();
    }

    /** One thread of this name, which ends with the member. */
    ExecutorService executor(String name) {
        ExecutorService executor = Executors.newSingleThreadExecutor(Threads.named(name));
        stops.push(executor::shutdown);
        return executor;
    }
}
