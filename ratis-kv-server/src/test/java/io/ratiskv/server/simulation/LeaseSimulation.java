package io.ratiskv.server.simulation;

import io.ratiskv.server.command.CommandBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holders of leases on three members with the real state, while leaders change, members are cut off and clocks jump. A
 * lease that is gone anywhere before its holder must believe so is a complaint; so is one that stays.
 */
final class LeaseSimulation {
    private static final int MEMBERS = 3;
    private static final int HOLDERS = 8;
    private static final long IDS_PER_HOLDER = 10_000;
    private static final Duration FAULTY = Duration.ofSeconds(15);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final SimulatedTime time;
    private final SimulatedGroup group;
    private final List<SimulatedMember> members = new ArrayList<>();
    private final List<WatchedReplica> replicas = new ArrayList<>();
    private final List<LeaseHolder> holders = new ArrayList<>();
    private final Map<Long, Long> goneAtNanos = new TreeMap<>();
    private boolean quiet;
    private int jumps;
    private @Nullable String complaint;

    LeaseSimulation(long seed, Path stores, Duration stepMax) {
        time = new SimulatedTime(seed);
        group = new SimulatedGroup(time);
        Map<String, SimulatedMember> byId = new LinkedHashMap<>();
        for (int i = 1; i <= MEMBERS; i++) {
            WatchedReplica replica = new WatchedReplica(new StoreReplica(stores.resolve("n" + i)));
            replicas.add(replica);
            SimulatedMember member = new SimulatedMember("n" + i, time, group, byId, replica, true, stepMax);
            byId.put("n" + i, member);
            members.add(member);
            group.join(member.log);
        }
        for (int i = 1; i <= HOLDERS; i++) {
            holders.add(new LeaseHolder(time, members, i * IDS_PER_HOLDER));
        }
    }

    void run() {
        group.elect();
        holders.forEach(LeaseHolder::start);
        nextFault();
        time.run(FAULTY);
        quiet = true;
        holders.forEach(LeaseHolder::stop);
        members.forEach(m -> m.log.heal());
        group.elect();
        time.run(QUIET);
        for (LeaseHolder holder : holders) {
            for (long lease : holder.leases()) {
                require(goneAtNanos.containsKey(lease), "lease " + lease + " never ended");
            }
        }
        for (WatchedReplica replica : replicas) {
            require(
                    replica.hash() == replicas.get(0).hash() && replica.version("holder/" + IDS_PER_HOLDER) == 0,
                    "members differ, or keys were left");
        }
        if (complaint != null) {
            throw new AssertionError(complaint);
        }
    }

    void close() {
        replicas.forEach(WatchedReplica::close);
    }

    int leaderChanges() {
        return group.leaderChanges();
    }

    int jumps() {
        return jumps;
    }

    /** Leases that were held, and ended. */
    int ended() {
        return goneAtNanos.size();
    }

    private void nextFault() {
        time.soon(Duration.ofMillis(400), () -> {
            if (quiet) {
                return;
            }
            SimulatedMember member = members.get(time.pick(members.size()));
            if (time.chance(0.4)) {
                group.elect();
            } else if (time.chance(0.2) && members.stream().noneMatch(m -> m.log.isCut())) {
                member.log.cut();
                time.soon(Duration.ofMillis(100), group::elect);
                time.soon(Duration.ofMillis(800), member.log::heal);
            } else {
                jumps++;
                member.jump(Duration.ofMinutes(time.pick(120) - 60L));
            }
            nextFault();
        });
    }

    private void gone(long lease) {
        if (goneAtNanos.putIfAbsent(lease, time.getAsLong()) != null) {
            return;
        }
        for (LeaseHolder holder : holders) {
            Long safe = holder.safeUntilNanos(lease);
            if (safe != null) {
                require(
                        time.getAsLong() >= safe,
                        "lease " + lease + " ended " + Duration.ofNanos(safe - time.getAsLong()) + " too early");
            }
        }
    }

    private void require(boolean holds, String what) {
        if (!holds && complaint == null) {
            complaint = what;
        }
    }

    /** Looks after each entry which leases are gone that were there. */
    private final class WatchedReplica implements Replica {
        private final StoreReplica replica;
        private final Set<Long> there = new TreeSet<>();

        WatchedReplica(StoreReplica replica) {
            this.replica = replica;
        }

        @Override
        public List<byte[]> apply(long term, long index, CommandBatch batch) {
            List<byte[]> answers = replica.apply(term, index, batch);
            batch.getCommandsList().stream()
                    .filter(command -> command.hasLeaseGrant())
                    .forEach(command -> there.add(command.getLeaseGrant().getId()));
            List<Long> ended =
                    there.stream().filter(id -> !replica.hasLease(id)).toList();
            ended.forEach(there::remove);
            ended.forEach(LeaseSimulation.this::gone);
            return answers;
        }

        @Override
        public void applyNothing(long term, long index) {
            replica.applyNothing(term, index);
        }

        @Override
        public long revision() {
            return replica.revision();
        }

        @Override
        public long logTimeMs() {
            return replica.logTimeMs();
        }

        @Override
        public long hash() {
            return replica.hash();
        }

        @Override
        public long version(String key) {
            return replica.version(key);
        }

        @Override
        public long nextLeaseDeadlineMs() {
            return replica.nextLeaseDeadlineMs();
        }

        @Override
        public void close() {
            replica.close();
        }
    }
}
