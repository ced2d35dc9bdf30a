package io.ratiskv.server.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** One run: members, clients, faults, and then the reckoning. The same seed runs the same way, to the last event. */
final class Simulation {
    private static final int MEMBERS = 3;
    private static final int CLIENTS = 6;
    private static final int WRITES = 40;
    private static final Duration FAULTY = Duration.ofSeconds(20);
    private static final Duration QUIET_MAX = Duration.ofSeconds(60);

    private final SimulatedTime time;
    private final SimulatedGroup group;
    private final List<SimulatedMember> members = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final Promises promises = new Promises();
    private boolean quiet;

    /** @param barrierAsks false = switch the mechanism off, to see it missed */
    Simulation(long seed, IntFunction<Replica> replicas, boolean barrierAsks) {
        time = new SimulatedTime(seed);
        group = new SimulatedGroup(time);
        Map<String, SimulatedMember> byId = new LinkedHashMap<>();
        for (int i = 1; i <= MEMBERS; i++) {
            SimulatedMember member = new SimulatedMember("n" + i, time, group, byId, replicas.apply(i), barrierAsks);
            byId.put("n" + i, member);
            members.add(member);
            group.join(member.log);
        }
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SimulatedClient("c" + i, time, members, promises, WRITES));
        }
    }

    Promises run() {
        group.elect();
        clients.forEach(SimulatedClient::start);
        nextFault();
        time.run(FAULTY);
        quiet = true;
        members.forEach(m -> m.log.heal());
        group.elect();
        Duration waited = Duration.ZERO;
        while (waited.compareTo(QUIET_MAX) < 0
                && promises.complaint() == null
                && !clients.stream().allMatch(SimulatedClient::isDone)) {
            time.run(Duration.ofSeconds(1));
            waited = waited.plusSeconds(1);
        }
        time.run(Duration.ofSeconds(2)); // deadlines of whatever is still open
        check();
        return promises;
    }

    int leaderChanges() {
        return group.leaderChanges();
    }

    void close() {
        members.forEach(m -> m.log.replica().close());
    }

    private void nextFault() {
        time.soon(Duration.ofMillis(600), () -> {
            if (quiet) {
                return;
            }
            if (time.chance(0.6)) {
                group.elect();
            } else {
                cutOne();
            }
            nextFault();
        });
    }

    private void cutOne() {
        SimulatedLog log = members.get(time.pick(members.size())).log;
        if (members.stream().anyMatch(m -> m.log.isCut())) {
            return; // a majority must be able to go on, most of the time
        }
        log.cut();
        time.soon(Duration.ofMillis(100), group::elect);
        time.soon(Duration.ofMillis(800), log::heal);
    }

    private void check() {
        String early = promises.complaint();
        require(early == null, String.valueOf(early));
        require(clients.stream().allMatch(SimulatedClient::isDone), "some clients are not done");
        long index = group.committedIndex();
        Replica first = members.get(0).log.replica();
        for (SimulatedMember member : members) {
            require(
                    member.log.appliedIndex() == index,
                    member.log.id() + " has applied " + member.log.appliedIndex() + " of " + index);
            require(
                    member.log.replica().hash() == first.hash(),
                    member.log.id() + " has another state than "
                            + members.get(0).log.id());
        }
        promises.check(first);
        String complaint = promises.complaint();
        require(complaint == null, String.valueOf(complaint));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
