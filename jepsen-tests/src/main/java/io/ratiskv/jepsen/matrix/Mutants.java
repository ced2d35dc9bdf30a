package io.ratiskv.jepsen.matrix;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every mutant. A feature that brings a mechanism adds the sabotage of it, and its row here. */
final class Mutants {
    private Mutants() {}

    /** In the order of the table. */
    static List<Mutant> all() {
        return List.of(
                // Linearizable reads.
                Mutant.of("ratis-read", "Ratis' own linearizable read in place of our barrier", "register")
                        .under("pause-leader"),
                Mutant.of("no-barrier", "no question who leads: reads show what is applied here", "register"),
                Mutant.of("minority-barrier", "a leader takes itself for a majority", "register")
                        .under("pause-leader"),
                Mutant.of("read-not-awaited", "the read index is confirmed, and not waited for", "register")
                        // A member that has lost an entry hears it again after 200 ms; the question who leads has a
                        // connection of its own.
                        .onHosts("net-loss"),
                // Other reads.
                Mutant.of("torn-range", "each page of a range is read at another revision", "bank"),
                Mutant.of("lost-at-page-end", "a key is lost where a page of a range ends", "bank", "phantom"),
                Mutant.of("any-min-revision", "a read does not wait for its minimum revision", "session"),
                Mutant.of("unproved-age", "a read bounded in age believes a clock that stands still", "staleness")
                        .under("pause-one"),
                // Writes and their answers.
                Mutant.of("no-sessions", "a write is applied as often as it arrives", "counter")
                        .under("proxy-lossy"),
                Mutant.of("later-answer", "a retry gets the answer of a later write", "counter", "set")
                        .under("proxy-lossy"),
                Mutant.of("swapped-answers", "answers of one entry go to each other's callers", "register"),
                Mutant.of("dropped-write", "one write in fifty is acknowledged and never logged", "register"),
                Mutant.of("refused-but-done", "one write in fifty is done, and said to be refused", "register"),
                Mutant.of("compare-at-proposer", "compares are judged when proposed, not when applied", "register"),
                Mutant.of("no-validation", "optimistic commits are not validated", "append"),
                Mutant.of("no-range-validation", "optimistic commits validate keys, not ranges", "phantom"),
                Mutant.of("validation-off-by-one", "commits miss a change at the next revision", "append"),
                // From the log to the state.
                Mutant.of("order-of-chance", "commands of one entry are applied in random order", "register"),
                Mutant.of("local-clock", "time is read where entries are applied", "register")
                        .seenBy("run/same-state"),
                restored("skips-after-restart", "position durable before data: an entry is skipped"),
                restored("repeats-after-restart", "data durable before position: an entry is done twice"),
                Mutant.of("compacts-too-far", "compaction frees what is still visible", "past"),
                restored("snapshot-without-sessions", "a snapshot brings no sessions"),
                restored("snapshot-too-old", "a snapshot lacks the last writes that it claims"),
                Mutant.of("unsafe-flush", "acknowledged before fsync", "set", "register")
                        .under("power-cut"),
                // Watches.
                Mutant.of("watch-resume-off-by-one", "a watch from a revision begins one too late", "watch"),
                Mutant.of(
                        "watch-compaction-off-by-one",
                        "the compacted revision itself is told from what is left",
                        "watch"),
                Mutant.of("watch-drops-on-overflow", "a watcher that falls behind is not told what it missed", "watch"),
                Mutant.of("watch-no-fragment-mark", "a part of a revision is told as if it were all of it", "watch"),
                Mutant.of("watch-prev-wrong", "the previous value is not the one before", "watch"),
                // Leases and fences.
                Mutant.of("lease-early", "a lease ends before its time", "lease"),
                Mutant.of("lease-keys-left", "a lease ends and leaves keys behind", "lease"),
                Mutant.of("clock-unguarded", "log time follows a clock that jumps", "lease")
                        .under("clock-hour"),
                Mutant.of("fence-unchecked", "a stale fence is let through", "lock"),
                Mutant.of("fence-not-persisted", "the newest fence is forgotten with the process", "lock")
                        // A member that was killed replays its log, and so learns of the fence again: one that was
                        // stopped does not.
                        .under("rolling-restart"),
                // Members.
                Mutant.of("same-life", "a member that lost its disk votes as who it was", "ledger")
                        .under("forgotten-vote")
                        .seenBy("run/faults", "ledger/promises", "run/one-cluster"),
                Mutant.of("forms-alone", "whoever finds nobody is a cluster of its own", "register")
                        // With proxies, which keep members apart while they start.
                        .under("proxy-cut")
                        .seenBy("run/one-cluster", "register/linearizable"),
                Mutant.of("answers-for-others", "whoever has a member's address answers for it", "ledger")
                        .amongst(5)
                        .under("taken-address")
                        .seenBy("run/faults"),
                Mutant.of("done-too-soon", "a new member is said to be in before it is filled", "ledger")
                        .under("remove-member")
                        .seenBy("run/faults"));
    }

    /** Snapshots write the live store to disk: without one, a killed member starts from nothing and replays the whole log. */
    private static Mutant restored(String name, String breaks) {
        return Mutant.of(name, breaks, "register", "counter")
                .under("kill-one")
                .setting("snapshot.every-entries", "100");
    }

    /**
     * Those of these names, in the order of the table; all if none is named.
     *
     * @throws IllegalArgumentException if there is none of a name
     */
    static List<Mutant> named(Set<String> names) {
        List<Mutant> all = all();
        Set<String> unknown = new TreeSet<>(names);
        all.forEach(mutant -> unknown.remove(mutant.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no such mutant: " + unknown + "; there are "
                    + all.stream().map(Mutant::name).toList());
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(mutant -> names.contains(mutant.name())).toList();
    }
}
