package io.ratiskv.jepsen.checker;

import static io.ratiskv.jepsen.checker.WatchPredicate.ATOMIC;
import static io.ratiskv.jepsen.checker.WatchPredicate.BOOKMARKABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.FILTERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.ORDERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.RELIABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.RESUMABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.UNIQUE;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.ToldItem;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchSpec;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Follows one watcher through everything it was told, across all its lives: judges what comes after what, and what is
 * missing. What is in an item is for {@link WatcherEvents} and {@link WatcherStates}. Thread: its judge's.
 */
final class WatcherWalk {
    private final WatchTruth truth;
    private final WatchFindings findings;
    private final WatcherLife life;
    private final WatcherEvents events;
    private final WatcherStates states;
    private long lastChanges;

    private WatcherWalk(WatchTruth truth, WatchFindings findings, List<Call<WatchRequest, WatchAnswer>> calls) {
        this.truth = truth;
        this.findings = findings;
        this.life = new WatcherLife(findings, calls.get(0).process());
        this.events = new WatcherEvents(truth, findings, life, calls);
        this.states = new WatcherStates(truth, findings, life);
    }

    /**
     * Judges one watcher.
     *
     * @param calls of its process, not empty
     * @param floorAt greatest revision that was acknowledged before the event of this place
     * @param end up to where every watch that is open at the end must have come; 0: not known
     */
    static void judge(
            WatchTruth truth,
            WatchFindings findings,
            List<Call<WatchRequest, WatchAnswer>> calls,
            IntToLongFunction floorAt,
            long end) {
        WatcherWalk walk = new WatcherWalk(truth, findings, calls);
        findings.watchers++;
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.input() instanceof WatchRequest.Open open) {
                walk.open(call, open, floorAt.applyAsLong(call.invokedAt()));
            } else if (call.input() instanceof WatchRequest.Close) {
                walk.life.open = false;
            } else if (call.output() instanceof WatchAnswer.Told item) {
                walk.take(call, item);
            }
        }
        walk.finish(end);
    }

    private void open(Call<WatchRequest, WatchAnswer> call, WatchRequest.Open request, long acknowledged) {
        life.begin(call, request, acknowledged);
        states.forget();
        if (life.resumed) {
            findings.resumed++;
            findings.judged(RESUMABLE, 1);
        } else {
            events.forget();
            lastChanges = 0;
        }
    }

    private void take(Call<WatchRequest, WatchAnswer> call, WatchAnswer.Told answer) {
        ToldItem item = answer.item();
        findings.items++;
        boolean whole = true;
        switch (item.kind()) {
            case CHANGES -> {
                // Where it stands after something that comes too late is no second violation.
                whole = !life.isPlaced() || item.revision() > life.covered;
                changes(call, item);
            }
            case PROGRESS -> mark(call, item.revision());
            case SNAPSHOT, RESET -> {
                whole = item.last();
                states.take(call, item);
            }
            case END_COMPACTED -> {
                life.open = false;
                if (life.spec.resets()) {
                    life.report(FILTERED, "ended over compacted history, though the state was to be told anew", call);
                }
                return;
            }
            case END_FAILED -> {
                life.open = false;
                life.report(RELIABLE, "ended: " + item.reason(), call);
                return;
            }
        }
        if (whole) {
            findings.judged(BOOKMARKABLE, 1);
            if (answer.position() != life.covered) {
                life.report(
                        BOOKMARKABLE, "says it is at " + answer.position() + " after an item of " + life.covered, call);
            }
        }
        life.fresh = false;
        life.last = call;
    }

    private void changes(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        long revision = item.revision();
        findings.judged(ORDERED, 1);
        findings.judged(ATOMIC, 1);
        if (life.spec.start() == WatchSpec.Start.SNAPSHOT && !life.isPlaced()) {
            life.report(ORDERED, "changes before the snapshot that was to come first", call);
        }
        boolean late = life.isPlaced() && revision <= life.covered;
        if (late) {
            tooLate(call, item);
        } else if (!life.isPlaced() && revision <= life.floor) {
            life.report(
                    FILTERED,
                    "told of revision " + revision + ", though " + life.floor + " was acknowledged before",
                    call);
        } else if (life.isPlaced()) {
            missing(life.covered, revision - 1, call);
        }
        events.take(call, item);
        if (!late) {
            wholeRevision(call, item);
            life.covered = revision;
        }
        lastChanges = Math.max(lastChanges, revision);
    }

    /** Everything up to this revision was said to have been told before. */
    private void tooLate(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        if (life.isGoingOn()) {
            life.report(RESUMABLE, "revision " + item.revision() + " after going on from " + (life.covered + 1), call);
        } else if (events.tellsAgain(item)) {
            // Reported event by event.
            findings.judged(UNIQUE, 0);
        } else if (item.revision() == lastChanges) {
            if (!life.spec.coalesced()) {
                life.report(ATOMIC, "more events of revision " + lastChanges + " in another item", call);
            }
        } else if (item.revision() < lastChanges) {
            life.report(ORDERED, "revision " + item.revision() + " after " + lastChanges, call);
        } else if (life.fresh) {
            life.report(FILTERED, "revision " + item.revision() + " of a watch from " + (life.covered + 1), call);
        } else {
            life.report(BOOKMARKABLE, "revision " + item.revision() + " after everything up to " + life.covered, call);
        }
    }

    /** What should have come with the other events of this revision. */
    private void wholeRevision(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        truth.changesAt(item.revision()).forEach((key, version) -> {
            boolean here = item.events().stream().anyMatch(event -> event.key().equals(key));
            if (life.spec.wants(key, version.put()) && !here && !skipped(key, item.revision())) {
                life.report(
                        ATOMIC,
                        "no event of " + key + " among those of revision " + item.revision(),
                        version.write(),
                        call);
            }
        });
    }

    /** Events of whole revisions in between that were never told. */
    private void missing(long after, long upTo, Call<WatchRequest, WatchAnswer> call) {
        truth.between(after, upTo)
                .forEach((revision, made) -> made.forEach((key, version) -> {
                    findings.judged(RELIABLE, 1);
                    // One that comes too late is reported then.
                    if (life.spec.wants(key, version.put())
                            && !events.isEverTold(revision, key)
                            && !skipped(key, revision)) {
                        life.report(
                                life.isGoingOn() ? RESUMABLE : RELIABLE,
                                "never told of " + key + " at revision " + revision,
                                version.write(),
                                life.isGoingOn() ? life.opened : life.last,
                                call);
                    }
                }));
    }

    private boolean skipped(String key, long revision) {
        return life.spec.coalesced() && truth.changedAfter(key, revision);
    }

    private void mark(Call<WatchRequest, WatchAnswer> call, long revision) {
        findings.judged(ORDERED, 1);
        if (life.isPlaced() && revision < life.covered) {
            life.report(ORDERED, "a mark of " + revision + " after " + life.covered, life.last, call);
            return;
        }
        if (!life.isPlaced() && revision < life.floor) {
            life.report(
                    BOOKMARKABLE,
                    "a mark of " + revision + ", though " + life.floor + " was acknowledged before",
                    call);
        }
        if (life.isPlaced()) {
            missing(life.covered, revision, call);
        }
        life.covered = revision;
    }

    private void finish(long end) {
        if (life.open && end > 0) {
            findings.judged(RELIABLE, 1);
            if (life.covered < end) {
                life.report(
                        RELIABLE,
                        "came up to " + life.covered + ", not to " + end,
                        life.last == null ? life.opened : life.last);
            }
        }
    }
}
