package io.ratiskv.server;

import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.LogStatus.Role;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.read.Leadership;
import io.ratiskv.server.read.Leadership.Peer;
import io.ratiskv.server.transport.MemberConnections.MemberUnavailableException;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects at once when the leader's process has died, instead of an election timeout later.
 *
 * <p>A process that dies takes its connections and its listening socket with it, which its host says: the connection is
 * closed and the next one refused. That is no silence to be waited out, as a pause or a cut network is, and those are still
 * left to the election timeout. Among the members that remain, the one whose log is the most up-to-date stands (the least id
 * among equals), so that one election is enough; whether it leads is decided by votes, as ever.
 *
 * <p>Nothing rests on this but time: a wrong guess costs an election, never a promise.
 *
 * <p>Thread: {@link #look} on {@code timer}; the rest on the net loops and the executor.
 */
final class LeaderLoss {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLoss.class);

    /** What is asked of other members. */
    interface Others {
        /** Whether there is a connection to this member now. */
        boolean connected(Peer peer);

        /** Connects if need be; fails with {@link MemberUnavailableException}. */
        CompletableFuture<LogPosition> lastEntryOf(Peer peer);
    }

    /** Stands for election in place of a leader that is gone. */
    @FunctionalInterface
    interface Candidacy {
        boolean standInPlaceOf(String leaderId) throws IOException;
    }

    private record Standing(String memberId, LogPosition lastEntry) {
        static final Comparator<Standing> FITTEST =
                Comparator.comparing(Standing::lastEntry).thenComparing(Standing::memberId, Comparator.reverseOrder());
    }

    private final Leadership leadership;
    private final Others others;
    private final Candidacy candidacy;
    private final Executor executor;
    private final AtomicBoolean asking = new AtomicBoolean();
    // Whose connection was looked at last: nearly always it is there still, and nothing else need be looked at.
    private @Nullable Peer lastLeader;

    /** @param executor runs the candidacy, which writes the vote to disk */
    LeaderLoss(Leadership leadership, Others others, Candidacy candidacy, Executor executor) {
        this.leadership = leadership;
        this.others = others;
        this.candidacy = candidacy;
        this.executor = executor;
    }

    /** Keeps a connection to the leader, if another member leads, and acts if it is refused. Never blocks. */
    void look() {
        LogStatus status = leadership.status();
        if (status.role() != Role.FOLLOWER) {
            return;
        }
        Peer last = lastLeader;
        if (last != null && last.memberId().equals(status.leaderId()) && others.connected(last)) {
            return;
        }
        Optional<Peer> now = leaderOf(status);
        lastLeader = now.orElse(null);
        now.filter(l -> !others.connected(l)).ifPresent(leader -> {
            if (asking.compareAndSet(false, true)) {
                others.lastEntryOf(leader)
                        .handle((answered, failure) -> refused(failure))
                        .thenCompose(gone -> gone ? succeed(leader) : CompletableFuture.completedFuture(false))
                        .whenComplete((stood, failure) -> asked(leader, failure));
            }
        });
    }

    private void asked(Peer leader, @Nullable Throwable failure) {
        asking.set(false);
        if (failure != null) {
            LOG.warn(
                    "No election was begun in place of {}: its timeout will",
                    MemberId.nameOf(leader.memberId()),
                    failure);
        }
    }

    private Optional<Peer> leaderOf(LogStatus status) {
        return voters().filter(p -> p.memberId().equals(status.leaderId()))
                .filter(p -> !p.memberId().equals(leadership.voters().self()))
                .findFirst();
    }

    private Stream<Peer> voters() {
        return leadership.voters().current().stream();
    }

    private static boolean refused(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof MemberUnavailableException unavailable && unavailable.refused();
    }

    /** Stands in the leader's place, unless another member that can be reached has more of the log. */
    private CompletableFuture<Boolean> succeed(Peer leader) {
        String self = leadership.voters().self();
        var standings = voters().filter(p -> !p.memberId().equals(self) && !p.equals(leader))
                .map(p -> others.lastEntryOf(p)
                        .thenApply(last -> Optional.of(new Standing(p.memberId(), last)))
                        .exceptionally(notReached -> Optional.empty()))
                .toList();
        return CompletableFuture.allOf(standings.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        all -> {
                            Standing own = new Standing(self, leadership.lastEntry());
                            boolean fittest = standings.stream()
                                    .flatMap(s -> s.join().stream())
                                    .allMatch(other -> Standing.FITTEST.compare(own, other) > 0);
                            return fittest && stand(leader);
                        },
                        executor);
    }

    private boolean stand(Peer leader) {
        try {
            boolean stands = candidacy.standInPlaceOf(leader.memberId());
            if (stands) {
                LOG.info("The leader {} is gone: standing in its place", MemberId.nameOf(leader.memberId()));
            }
            return stands;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
