package io.ratiskv.server.simulation;

import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.NotAppendedException.Reason;
import io.ratiskv.server.propose.OutcomeUnknownException;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.read.Leadership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One member's view of a {@link SimulatedGroup}. */
final class SimulatedLog implements ReplicatedLog, Leadership {
    private static final Duration APPLY_MAX = Duration.ofMillis(5);
    private static final Duration TELL_MAX = Duration.ofMillis(5);

    private final String id;
    private final SimulatedTime time;
    private final SimulatedGroup group;
    private final Replica replica;
    private final LongConsumer applied;
    // Proposed here and not yet told about, in order.
    private final Map<Long, CompletableFuture<List<byte[]>>> pending = new LinkedHashMap<>();
    private long term;
    private @Nullable SimulatedLog leader;
    private long appliedIndex;
    private long readyTerm = -1;
    private long knownCommit;
    private boolean cut;
    private boolean applying;

    /** @param applied told the index after each apply */
    SimulatedLog(String id, SimulatedTime time, SimulatedGroup group, Replica replica, LongConsumer applied) {
        this.id = id;
        this.time = time;
        this.group = group;
        this.replica = replica;
        this.applied = applied;
    }

    String id() {
        return id;
    }

    long term() {
        return term;
    }

    boolean isCut() {
        return cut;
    }

    long appliedIndex() {
        return appliedIndex;
    }

    Replica replica() {
        return replica;
    }

    /** Nothing reaches this member, and nothing it says is heard, until healed. */
    void cut() {
        cut = true;
    }

    void heal() {
        cut = false;
        applySoon();
    }

    /** Hears of a newer term. A leader of an older one must give up what it had under way, whatever became of it. */
    void learn(long newTerm, SimulatedLog elected) {
        term = newTerm;
        leader = elected;
        // Re-elected even: its entries may live on, but who waited is told nothing certain.
        giveUp();
        applySoon();
    }

    private void giveUp() {
        List<CompletableFuture<List<byte[]>>> lost = new ArrayList<>(pending.values());
        pending.clear();
        lost.forEach(f ->
                time.soon(TELL_MAX, () -> f.completeExceptionally(new OutcomeUnknownException("leadership was lost"))));
    }

    @Override
    public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
        CompletableFuture<List<byte[]>> outcome = new CompletableFuture<>();
        if (leader != this) {
            tell(outcome, new NotAppendedException(Reason.NOT_LEADER, "not the leader"));
        } else if (time.chance(0.03)) {
            tell(outcome, new NotAppendedException(Reason.OVERLOADED, "queue full"));
        } else if (group.leader() != this) {
            // A lost leader that does not know yet appends to a log that nobody will ever see.
            pending.put(-1L - pending.size() - batch.getSerializedSize() * 1_000L, outcome);
        } else {
            pending.put(group.append(this, batch).number(), outcome);
        }
        return outcome;
    }

    private void tell(CompletableFuture<List<byte[]>> outcome, RuntimeException failure) {
        if (time.chance(0.5)) {
            outcome.completeExceptionally(failure);
        } else {
            time.soon(TELL_MAX, () -> outcome.completeExceptionally(failure));
        }
    }

    void applySoon() {
        if (applying || !hasNext()) {
            return;
        }
        applying = true;
        time.soon(leader == this ? Duration.ofMillis(1) : APPLY_MAX, () -> {
            applying = false;
            if (hasNext()) {
                applyNext();
            }
            applySoon();
        });
    }

    // Nothing comes from a leader of a term that this member has not heard of.
    private boolean hasNext() {
        return !cut
                && appliedIndex < group.committedIndex()
                && group.committed(appliedIndex + 1).term() <= term;
    }

    private void applyNext() {
        appliedIndex++;
        knownCommit = appliedIndex;
        SimulatedGroup.Entry entry = group.committed(appliedIndex);
        boolean ofRaft = entry.batch().getLogTimeMs() < 0;
        List<byte[]> answers =
                ofRaft ? nothing(entry.term()) : replica.apply(entry.term(), appliedIndex, entry.batch());
        if (ofRaft && leader == this && entry.term() == term) {
            readyTerm = term;
        }
        applied.accept(appliedIndex);
        CompletableFuture<List<byte[]>> outcome = entry.proposer() == this ? pending.remove(entry.number()) : null;
        if (outcome != null) {
            if (time.chance(0.7)) {
                outcome.complete(answers);
            } else {
                time.soon(TELL_MAX, () -> outcome.complete(answers));
            }
        }
    }

    private List<byte[]> nothing(long ofTerm) {
        replica.applyNothing(ofTerm, appliedIndex);
        return List.of();
    }

    @Override
    public LogStatus status() {
        boolean leads = leader == this;
        boolean reallyLeads = group.leader() == this;
        SimulatedLog known = leader;
        return new LogStatus(
                leads ? LogStatus.Role.LEADER : LogStatus.Role.FOLLOWER,
                term,
                leads && readyTerm == term,
                known == null ? null : known.id,
                known == null ? null : known.id,
                reallyLeads ? group.committedIndex() : knownCommit,
                appliedIndex);
    }

    @Override
    public LogPosition lastEntry() {
        return new LogPosition(term, appliedIndex);
    }

    @Override
    public Voters voters() {
        return new Voters(
                id, group.logs().stream().map(l -> new Peer(l.id, l.id)).toList(), List.of());
    }
}
