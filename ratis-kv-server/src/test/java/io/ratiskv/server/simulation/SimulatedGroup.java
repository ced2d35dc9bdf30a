package io.ratiskv.server.simulation;

import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What Raft promises, and no more, with everything that it leaves open decided by chance: which entries of a lost leader
 * survive, how long a lost leader goes on believing in itself, when followers apply, what is said about a proposal that
 * was under way.
 */
final class SimulatedGroup {
    private static final Duration COMMIT_MAX = Duration.ofMillis(8);
    private static final Duration LEARN_MAX = Duration.ofMillis(400);

    record Entry(long term, CommandBatch batch, SimulatedLog proposer, long number) {}

    private final SimulatedTime time;
    private final List<SimulatedLog> logs = new ArrayList<>();
    private final List<Entry> committed = new ArrayList<>();
    // Appended by the leader of the newest term, in order, and not yet committed.
    private final List<Entry> uncommitted = new ArrayList<>();
    private SimulatedLog leader;
    private long numbers;
    private int leaderChanges;

    @SuppressWarnings("NullAway.Init") // the leader is elected before anything else happens
    SimulatedGroup(SimulatedTime time) {
        this.time = time;
    }

    void join(SimulatedLog log) {
        logs.add(log);
    }

    List<SimulatedLog> logs() {
        return logs;
    }

    SimulatedLog leader() {
        return leader;
    }

    int leaderChanges() {
        return leaderChanges;
    }

    long committedIndex() {
        return committed.size();
    }

    Entry committed(long index) {
        return committed.get((int) index - 1);
    }

    /** The leader of the newest term has appended a batch. */
    Entry append(SimulatedLog proposer, CommandBatch batch) {
        Entry entry = new Entry(proposer.term(), batch, proposer, numbers++);
        uncommitted.add(entry);
        commitSoon(entry);
        return entry;
    }

    /** A majority that can talk elects one of its own; the others, the old leader perhaps, hear of it in their time. */
    void elect() {
        List<SimulatedLog> voters = new ArrayList<>();
        for (SimulatedLog log : logs) {
            if (!log.isCut()) {
                voters.add(log);
            }
        }
        int majority = logs.size() / 2 + 1;
        while (voters.size() > majority && time.chance(0.7)) {
            voters.remove(time.pick(voters.size()));
        }
        if (voters.size() < majority) {
            return;
        }
        long term = logs.stream().mapToLong(SimulatedLog::term).max().orElse(0) + 1 + time.pick(2);
        SimulatedLog elected = voters.get(time.pick(voters.size()));
        SimulatedLog old = leader;
        leader = elected;
        leaderChanges++;
        if (old != elected) {
            // What had not reached the new leader is gone; what had will be committed with its first entry.
            int survives = uncommitted.isEmpty() ? 0 : time.pick(uncommitted.size() + 1);
            uncommitted.subList(survives, uncommitted.size()).clear();
        }
        for (SimulatedLog voter : voters) {
            voter.learn(term, elected);
        }
        Entry first = new Entry(term, noCommands(), elected, numbers++);
        uncommitted.add(first);
        commitSoon(first);
        for (SimulatedLog log : logs) {
            if (!voters.contains(log)) {
                learnLater(log, term, elected);
            }
        }
    }

    private void learnLater(SimulatedLog log, long term, SimulatedLog elected) {
        time.soon(LEARN_MAX, () -> {
            if (log.isCut()) {
                learnLater(log, term, elected);
            } else if (log.term() < term) {
                log.learn(term, elected);
            }
        });
    }

    private void commitSoon(Entry entry) {
        time.soon(COMMIT_MAX, () -> {
            int position = uncommitted.indexOf(entry);
            if (position < 0) {
                return; // committed with a later one, or lost
            }
            long term = uncommitted.get(uncommitted.size() - 1).term;
            boolean ofThisTerm = entry.term == leader.term() && term == leader.term();
            if (leader.isCut() || !majorityIsThere() || !ofThisTerm) {
                commitSoon(entry);
                return;
            }
            List<Entry> done = uncommitted.subList(0, position + 1);
            committed.addAll(done);
            done.clear();
            logs.forEach(SimulatedLog::applySoon);
        });
    }

    private boolean majorityIsThere() {
        long there = logs.stream().filter(l -> !l.isCut()).count();
        return there > logs.size() / 2;
    }

    private CommandBatch noCommands() {
        // Raft's own entry of a new leader carries no command of ours.
        return CommandBatch.newBuilder()
                .setFormat(LogFormat.VERSION)
                .setLogTimeMs(-1)
                .build();
    }
}
