package io.ratiskv.server.read;

import io.ratiskv.server.propose.Earliest;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.NotAppendedException.Reason;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.read.Leadership.Voters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One confirmation round: gathers reads until it begins, asks once, decides once.
 *
 * <p>Thread: any; joined only before it begins, under the barrier's lock.
 */
final class ReadRound {
    private enum State {
        GATHERING,
        ASKING,
        WAITING,
        DECIDED
    }

    private final Leadership leadership;
    private final TermProbe probe;
    private final Consumer<@Nullable ReadRound> drive;
    private final Supplier<@Nullable ReadRound> takeNext;
    private final CompletableFuture<Long> reads = new CompletableFuture<>();
    private final CompletableFuture<Long> leaderOnlyReads = new CompletableFuture<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.GATHERING);
    private final LongSupplier nanoTime;
    private final ReadObserver observer;
    private int joined;
    private volatile boolean asLeader;
    private volatile long begunNanos;
    private volatile long deadlineNanos;

    ReadRound(
            Leadership leadership,
            TermProbe probe,
            Consumer<@Nullable ReadRound> drive,
            Supplier<@Nullable ReadRound> takeNext,
            LongSupplier nanoTime,
            ReadObserver observer) {
        this.nanoTime = nanoTime;
        this.observer = observer;
        this.leadership = leadership;
        this.probe = probe;
        this.drive = drive;
        this.takeNext = takeNext;
    }

    CompletableFuture<Long> join(boolean leaderOnly) {
        joined++;
        return leaderOnly ? leaderOnlyReads : reads;
    }

    /** Asks; true if the round was decided meanwhile, so that the caller must drive the next one. */
    boolean begin(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
        begunNanos = nanoTime.getAsLong();
        state.set(State.ASKING);
        LogStatus status = leadership.status();
        asLeader = status.isLeader();
        if (status.isLeader()) {
            askVoters(status);
        } else {
            askLeader(status);
        }
        return !state.compareAndSet(State.ASKING, State.WAITING);
    }

    /** Ends if its time is up, or adds when it will be. Until it waits for answers that is nobody's concern. */
    void expire(long nowNanos, Earliest due) {
        if (state.get() != State.WAITING) {
            return;
        }
        if (deadlineNanos - nowNanos <= 0) {
            fail(Reason.UNAVAILABLE, "no majority of the members answered in time");
        } else {
            due.add(deadlineNanos);
        }
    }

    private void askVoters(LogStatus status) {
        if (!status.leaderReady()) {
            fail(Reason.UNAVAILABLE, "this member leads but is not ready yet");
            return;
        }
        Voters voters = leadership.voters();
        Map<String, Peer> others = new LinkedHashMap<>();
        voters.current().forEach(p -> others.put(p.memberId(), p));
        voters.previous().forEach(p -> others.putIfAbsent(p.memberId(), p));
        others.remove(voters.self());

        Ballot ballot = new Ballot(status, voters, others.keySet());
        ballot.confirmed(voters.self());
        for (Peer peer : others.values()) {
            probe.termOf(peer).whenComplete((term, failure) -> {
                if (failure == null && term == status.term()) {
                    ballot.confirmed(peer.memberId());
                } else {
                    ballot.notConfirmed(peer.memberId());
                }
            });
        }
    }

    private void askLeader(LogStatus status) {
        leaderOnlyReads.completeExceptionally(new NotAppendedException(Reason.NOT_LEADER, "this member does not lead"));
        Peer leader = leaderOf(status);
        if (leader == null) {
            fail(Reason.NOT_LEADER, "no leader is known");
            return;
        }
        probe.readIndexFrom(leader).whenComplete((index, failure) -> {
            if (failure == null) {
                decide(index, null);
            } else {
                fail(
                        Reason.UNAVAILABLE,
                        "the leader " + MemberId.nameOf(leader.memberId()) + " gave no read index: "
                                + failure.getMessage());
            }
        });
    }

    private @Nullable Peer leaderOf(LogStatus status) {
        String leaderId = status.leaderId();
        if (leaderId == null) {
            return null;
        }
        List<Peer> known = new ArrayList<>(leadership.voters().current());
        known.addAll(leadership.voters().previous());
        return known.stream()
                .filter(p -> p.memberId().equals(leaderId))
                .findFirst()
                .orElse(null);
    }

    private void fail(Reason reason, String detail) {
        decide(-1, new NotAppendedException(reason, detail));
    }

    private void decide(long index, @Nullable NotAppendedException failure) {
        State before = state.getAndSet(State.DECIDED);
        if (before == State.DECIDED) {
            return;
        }
        // The next round's questions go out before this round's reads are served.
        if (before == State.WAITING) {
            drive.accept(takeNext.get());
        }
        observer.roundEnded(asLeader, joined, nanoTime.getAsLong() - begunNanos, failure == null);
        if (failure == null) {
            reads.complete(index);
            leaderOnlyReads.complete(index);
        } else {
            reads.completeExceptionally(failure);
            leaderOnlyReads.completeExceptionally(failure);
        }
    }

    /** Counts the voters that still are in the leader's term. */
    private final class Ballot {
        private final LogStatus asked;
        private final Voters voters;
        private final Set<String> yes = new HashSet<>();
        // Who said yes or may still: the round is lost as soon as these are no majority, not when the slowest has
        // answered.
        private final Set<String> possible = new HashSet<>();

        Ballot(LogStatus asked, Voters voters, Set<String> others) {
            this.asked = asked;
            this.voters = voters;
            this.possible.addAll(others);
            this.possible.add(voters.self());
        }

        void confirmed(String memberId) {
            boolean won;
            synchronized (this) {
                yes.add(memberId);
                won = voters.isMajority(yes);
            }
            if (won) {
                win();
            }
        }

        void notConfirmed(String memberId) {
            boolean lost;
            synchronized (this) {
                possible.remove(memberId);
                lost = !voters.isMajority(possible);
            }
            if (lost) {
                lose();
            }
        }

        private void win() {
            LogStatus now = leadership.status();
            if (now.leaderReady() && now.term() == asked.term()) {
                decide(asked.commitIndex(), null);
            } else {
                fail(Reason.NOT_LEADER, "leadership was lost while the members were asked");
            }
        }

        private void lose() {
            fail(Reason.UNAVAILABLE, "no majority of the members confirms term " + asked.term());
        }
    }
}
