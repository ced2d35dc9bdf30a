package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.WatchHandle;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * One of several leads; others may know who.
 *
 * <p><b>Guarantee.</b> While {@link Leadership#isLeader} answers true nobody else has been made leader. Leaders follow each
 * other in the order in which they began to campaign, each with a greater token. Whoever observes is told of leaders in
 * that order; if they change fast, or the observer is slow, some may be left out, never the last one.
 *
 * <p><b>If the leader pauses</b> for longer than its lease lives, the next one leads; see {@link FencedLock}.
 *
 * <p><b>Keys.</b> {@code NAME/c/ID}, with the proposal as value; the leader's was created first.
 *
 * <p><b>Bounds.</b> A candidate is a lease, a key and a watch; an observer is a watch and holds all candidates in memory.
 *
 * <p>Thread-safe. A process may campaign several times at once, as several candidates.
 */
public final class LeaderElection {
    private final String name;
    private final Line line;

    private LeaderElection(String name, Line line) {
        this.name = name;
        this.line = line;
    }

    /** The election of that name; touches no network. For {@code ttl} see {@link FencedLock#of}. */
    public static LeaderElection of(KvClient db, String name, Duration ttl) {
        return new LeaderElection(name, Line.of(db, ttl, Line.checkedName(name) + "/c/"));
    }

    /** Waits until this candidate leads. */
    public Leadership campaign(String proposal) throws InterruptedException {
        return campaign(Bytes.of(proposal));
    }

    public Leadership campaign(Bytes proposal) throws InterruptedException {
        return new Leadership(name, line.enter(proposal, Patience.endless()).orElseThrow());
    }

    /** Waits at most so long, then no longer is a candidate; empty if it did not come to lead. */
    public Optional<Leadership> campaign(Bytes proposal, Duration timeout) throws InterruptedException {
        return line.enter(proposal, Patience.of(timeout)).map(place -> new Leadership(name, place));
    }

    /** Who leads; empty if nobody does. Linearizable. */
    public Optional<Leader> leader() {
        return line
                .db()
                .range(Range.of(line.blockers())
                        .order(Range.Order.ascending(Range.SortBy.CREATE_REVISION))
                        .limit(1)
                        .consistency(Consistency.LINEARIZABLE))
                .entries()
                .stream()
                .findFirst()
                .map(LeaderElection::leader);
    }

    /** Is told who leads now, and each time that changes; empty while nobody does. Close what is answered. */
    public WatchHandle observe(Observer<Optional<Leader>> observer) {
        KeyRange candidates = line.blockers();
        return Mirror.open(line.db(), candidates, "election " + name, LeaderElection::first, observer);
    }

    private static Optional<Leader> first(Collection<KeyValue> candidates) {
        return candidates.stream()
                .min(Comparator.comparingLong(KeyValue::createRevision))
                .map(LeaderElection::leader);
    }

    private static Leader leader(KeyValue entry) {
        return new Leader(entry.value(), entry.createRevision());
    }
}
