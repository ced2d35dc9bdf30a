package io.ratiskv.jepsen.checker;

import static io.ratiskv.jepsen.checker.WatchPredicate.ATOMIC;
import static io.ratiskv.jepsen.checker.WatchPredicate.BOOKMARKABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.FILTERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.FROM_NOWHERE;
import static io.ratiskv.jepsen.checker.WatchPredicate.ORDERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.PREVIOUS;
import static io.ratiskv.jepsen.checker.WatchPredicate.RELIABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.RESUMABLE;
import static io.ratiskv.jepsen.checker.WatchPredicate.UNIQUE;

import io.ratiskv.jepsen.checker.WatchTruth.Version;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.history.ToldEvent;
import io.ratiskv.jepsen.history.ToldItem;
import io.ratiskv.jepsen.history.ToldState;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Follows one watcher through everything it was told, across all its lives, and compares with what happened. */
final class WatcherWalk {
    private static final long UNKNOWN = -1;

    /** Something of a key at a revision. */
    private record Spot(long revision, String key) {}

    private final WatchTruth truth;
    private final WatchFindings findings;
    private final List<Call<WatchRequest, WatchAnswer>> calls;
    private final Set<Spot> everTold = new HashSet<>();
    private final Set<Spot> told = new HashSet<>();

    private WatchSpec spec = WatchSpec.now("", "");
    private @Nullable Call<WatchRequest, WatchAnswer> opened;
    private @Nullable Call<WatchRequest, WatchAnswer> last;
    private boolean open;
    private boolean fresh;
    private boolean resumed;
    // Everything up to here was told, as the items say; UNKNOWN: a watch from now that has not told anything yet.
    private long covered;
    private long lastChanges;
    private long floor;
    private final TreeMap<String, ToldState> parts = new TreeMap<>();
    private long partsRevision = UNKNOWN;
    // What this life of the watch has told to exist.
    private final Set<String> existing = new TreeSet<>();

    private WatcherWalk(WatchTruth truth, WatchFindings findings, List<Call<WatchRequest, WatchAnswer>> calls) {
        this.truth = truth;
        this.findings = findings;
        this.calls = calls;
    }

    /**
     * Judges one watcher.
     *
     * @param calls of its process
     * @param floorAt greatest revision that was acknowledged before the event of this place
     * @param end up to where every watch that is open at the end must have come; 0: not known
     */
    static void judge(
            WatchTruth truth,
            WatchFindings findings,
            List<Call<WatchRequest, WatchAnswer>> calls,
            java.util.function.IntToLongFunction floorAt,
            long end) {
        WatcherWalk walk = new WatcherWalk(truth, findings, calls);
        findings.watchers++;
        walk.collectTold();
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.input() instanceof WatchRequest.Open open) {
                walk.open(call, open, floorAt.applyAsLong(call.invokedAt()));
            } else if (call.input() instanceof WatchRequest.Close) {
                walk.open = false;
            } else if (call.output() instanceof WatchAnswer.Told item) {
                walk.take(call, item);
            }
        }
        walk.finish(end);
    }

    private void collectTold() {
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.output() instanceof WatchAnswer.Told item) {
                item.item().events().forEach(event -> everTold.add(new Spot(event.revision(), event.key())));
            }
        }
    }

    private void open(Call<WatchRequest, WatchAnswer> call, WatchRequest.Open request, long acknowledged) {
        spec = request.spec();
        opened = call;
        open = true;
        fresh = true;
        resumed = request.resumed();
        floor = acknowledged;
        parts.clear();
        partsRevision = UNKNOWN;
        existing.clear();
        if (spec.start() == WatchSpec.Start.REVISION) {
            covered = spec.startRevision() - 1;
        } else {
            covered = UNKNOWN;
        }
        if (resumed) {
            findings.resumed++;
            findings.judged(RESUMABLE, 1);
        } else {
            // Another watch: what it tells again was asked for again.
            told.clear();
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
                whole = covered == UNKNOWN || item.revision() > covered;
                changes(call, item);
            }
            case PROGRESS -> mark(call, item.revision(), "a mark");
            case SNAPSHOT, RESET -> {
                whole = item.last();
                state(call, item);
            }
            case END_COMPACTED -> {
                open = false;
                if (spec.resets()) {
                    report(FILTERED, "ended over compacted history, though the state was to be told anew", call);
                }
                return;
            }
            case END_FAILED -> {
                open = false;
                report(RELIABLE, "ended: " + item.reason(), call);
                return;
            }
        }
        if (whole) {
            findings.judged(BOOKMARKABLE, 1);
            if (answer.position() != covered) {
                report(BOOKMARKABLE, "says it is at " + answer.position() + " after an item of " + covered, call);
            }
        }
        fresh = false;
        last = call;
    }

    private void changes(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        long revision = item.revision();
        findings.judged(ORDERED, 1);
        findings.judged(ATOMIC, 1);
        if (spec.start() == WatchSpec.Start.SNAPSHOT && covered == UNKNOWN) {
            report(ORDERED, "changes before the snapshot that was to come first", call);
        }
        boolean late = covered != UNKNOWN && revision <= covered;
        if (late) {
            tooLate(call, item);
        } else if (covered == UNKNOWN && revision <= floor) {
            report(FILTERED, "told of revision " + revision + ", though " + floor + " was acknowledged before", call);
        } else if (covered != UNKNOWN) {
            missing(covered, revision - 1, call);
        }
        events(call, item);
        if (!late) {
            wholeRevision(call, item);
            covered = revision;
        }
        lastChanges = Math.max(lastChanges, revision);
    }

    /** Everything up to this revision was said to have been told before. */
    private void tooLate(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        boolean again = item.events().stream().anyMatch(e -> told.contains(new Spot(e.revision(), e.key())));
        if (resumed && fresh) {
            report(RESUMABLE, "revision " + item.revision() + " after going on from " + (covered + 1), call);
        } else if (again) {
            // Told event by event, below.
            findings.judged(UNIQUE, 0);
        } else if (item.revision() == lastChanges) {
            if (!spec.coalesced()) {
                report(ATOMIC, "more events of revision " + lastChanges + " in another item", call);
            }
        } else if (item.revision() < lastChanges) {
            report(ORDERED, "revision " + item.revision() + " after " + lastChanges, call);
        } else if (fresh) {
            report(FILTERED, "revision " + item.revision() + " of a watch from " + (covered + 1), call);
        } else {
            report(BOOKMARKABLE, "revision " + item.revision() + " after everything up to " + covered, call);
        }
    }

    private void events(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        Map<String, Version> made = truth.changesAt(item.revision());
        int place = -1;
        for (ToldEvent event : item.events()) {
            findings.events++;
            findings.judged(UNIQUE, 1);
            findings.judged(FILTERED, 1);
            findings.judged(FROM_NOWHERE, 1);
            if (event.revision() != item.revision()) {
                report(ORDERED, "an event of another revision than its item's", call);
            }
            if (!told.add(new Spot(event.revision(), event.key()))) {
                if (!(resumed && fresh)) {
                    report(UNIQUE, event + " was told before", call);
                }
            }
            if (!spec.wants(event.key(), event.put())) {
                report(FILTERED, event + " was not asked for", call);
            }
            Version version = made.get(event.key());
            nowhere(call, event, version);
            if (version != null && version.place() >= 0) {
                if (version.place() < place) {
                    report(
                            ORDERED,
                            "events of one revision in another order than they were made",
                            version.write(),
                            call);
                }
                place = version.place();
            }
            previous(call, event);
            if (event.put()) {
                existing.add(event.key());
            } else {
                existing.remove(event.key());
            }
        }
    }

    private void nowhere(Call<WatchRequest, WatchAnswer> call, ToldEvent event, @Nullable Version version) {
        if (version != null && version.write().invokedAt() > call.endedAt()) {
            report(FROM_NOWHERE, event + " was told before it was written", call, version.write());
        } else if (version != null && version.put() == event.put()) {
            if (event.put() && !event.state().equals(version.state())) {
                report(FROM_NOWHERE, event + " was written as " + version.state(), version.write(), call);
            }
        } else if (!event.put()) {
            report(FROM_NOWHERE, event + ", which nobody deleted then", version == null ? null : version.write(), call);
        } else {
            Call<WatchRequest, WatchAnswer> writer =
                    truth.writerOf(event.state().value());
            if (writer == null) {
                report(FROM_NOWHERE, event + ", which nobody wrote", call);
            } else if (truth.never(writer)) {
                report(FROM_NOWHERE, event + " of a write that claimed not to have happened", writer, call);
            } else {
                report(FROM_NOWHERE, event + " of a write of another revision", writer, call);
            }
        }
    }

    private void previous(Call<WatchRequest, WatchAnswer> call, ToldEvent event) {
        ToldState was = event.previous();
        if (!spec.previous()) {
            if (was != null) {
                report(FILTERED, event + ": the state before was not asked for", call);
            }
            return;
        }
        if (truth.isUnsure(event.key())) {
            return;
        }
        findings.judged(PREVIOUS, 1);
        ToldState before = truth.before(event.key(), event.revision());
        boolean mayBeGone = was == null && event.revision() <= truth.compacted() + 1;
        if (!java.util.Objects.equals(was, before) && !mayBeGone) {
            report(PREVIOUS, event + ", before it was " + (before == null ? "nothing" : before), call);
        }
    }

    /** What should have come with the other events of this revision. */
    private void wholeRevision(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        truth.changesAt(item.revision()).forEach((key, version) -> {
            boolean here = item.events().stream().anyMatch(event -> event.key().equals(key));
            if (spec.wants(key, version.put()) && !here && !skipped(key, item.revision())) {
                report(
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
                    if (spec.wants(key, version.put())
                            && !everTold.contains(new Spot(revision, key))
                            && !skipped(key, revision)) {
                        report(
                                resumed && fresh ? RESUMABLE : RELIABLE,
                                "never told of " + key + " at revision " + revision,
                                version.write(),
                                resumed && fresh ? opened : last,
                                call);
                    }
                }));
    }

    private boolean skipped(String key, long revision) {
        return spec.coalesced() && truth.changedAfter(key, revision);
    }

    private void mark(Call<WatchRequest, WatchAnswer> call, long revision, String what) {
        findings.judged(ORDERED, 1);
        if (covered != UNKNOWN && revision < covered) {
            report(ORDERED, what + " of " + revision + " after " + covered, last, call);
            return;
        }
        if (covered == UNKNOWN && revision < floor) {
            report(BOOKMARKABLE, what + " of " + revision + ", though " + floor + " was acknowledged before", call);
        }
        if (covered != UNKNOWN) {
            missing(covered, revision, call);
        }
        covered = revision;
    }

    private void state(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        boolean reset = item.kind() == ToldItem.Kind.RESET;
        if (partsRevision == UNKNOWN) {
            beginState(call, item, reset);
        } else if (partsRevision != item.revision()) {
            report(ORDERED, "parts of one state at " + partsRevision + " and " + item.revision(), last, call);
        }
        for (ToldState entry : item.entries()) {
            findings.judged(FILTERED, 1);
            if (!parts.isEmpty() && parts.lastKey().compareTo(entry.key()) >= 0) {
                report(ORDERED, "keys of a state are not ascending at " + entry.key(), call);
            }
            if (!spec.covers(entry.key())) {
                report(FILTERED, entry + " is not in the range", call);
            }
            parts.put(entry.key(), entry);
        }
        if (item.last()) {
            compareState(call, item.revision());
            if (reset) {
                removed(call, item);
                findings.resets++;
            } else {
                findings.snapshots++;
            }
            existing.clear();
            existing.addAll(parts.keySet());
            parts.clear();
            partsRevision = UNKNOWN;
            covered = item.revision();
        }
    }

    private void beginState(Call<WatchRequest, WatchAnswer> call, ToldItem item, boolean reset) {
        partsRevision = item.revision();
        if (reset) {
            if (!spec.resets()) {
                report(FILTERED, "a reset was not asked for", call);
            }
            if (covered != UNKNOWN && item.revision() <= covered) {
                report(ORDERED, "reset to " + item.revision() + " after " + covered, last, call);
            }
            if (covered != UNKNOWN && item.compactRevision() <= covered) {
                report(
                        RELIABLE,
                        "reset, though what comes after " + covered + " is not compacted (" + item.compactRevision()
                                + ")",
                        last,
                        call);
            }
            if (item.compactRevision() > item.revision()) {
                report(ORDERED, "reset to a revision that is compacted", call);
            }
        } else if (spec.start() != WatchSpec.Start.SNAPSHOT) {
            report(FILTERED, "a snapshot was not asked for", call);
        } else if (covered != UNKNOWN) {
            report(ORDERED, "a second snapshot", call);
        } else if (item.revision() < floor) {
            report(
                    RELIABLE,
                    "a snapshot of " + item.revision() + ", though " + floor + " was acknowledged before",
                    call);
        }
    }

    private void compareState(Call<WatchRequest, WatchAnswer> call, long revision) {
        Map<String, ToldState> should = truth.stateAt(spec, revision);
        findings.judged(RELIABLE, should.size());
        findings.judged(FROM_NOWHERE, parts.size());
        should.forEach((key, state) -> {
            ToldState is = parts.get(key);
            if (is == null && !truth.isUnsure(key)) {
                report(RELIABLE, state + " is missing in the state at " + revision, call);
            } else if (is != null && !is.equals(state) && !truth.isUnsure(key)) {
                report(
                        is.modRevision() < state.modRevision() ? RELIABLE : FROM_NOWHERE,
                        "the state at " + revision + " tells " + is + " in place of " + state,
                        call);
            }
        });
        parts.forEach((key, is) -> {
            if (!should.containsKey(key) && !truth.isUnsure(key)) {
                report(FROM_NOWHERE, "the state at " + revision + " tells " + is + ", which was not there", call);
            }
        });
    }

    private void removed(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        if (!item.removedKnown()) {
            return;
        }
        List<String> should = new ArrayList<>(existing);
        should.removeAll(parts.keySet());
        for (String key : should) {
            if (!item.removed().contains(key)) {
                report(RELIABLE, "a reset does not say that " + key + " is gone, which had been told to exist", call);
            }
        }
        for (String key : item.removed()) {
            if (!should.contains(key)) {
                report(FROM_NOWHERE, "a reset says that " + key + " is gone, which had not been told to exist", call);
            }
        }
    }

    private void finish(long end) {
        if (open && end > 0) {
            findings.judged(RELIABLE, 1);
            if (covered < end) {
                report(RELIABLE, "came up to " + covered + ", not to " + end, last == null ? opened : last);
            }
        }
    }

    private void report(WatchPredicate predicate, String reason, @Nullable Recorded... shown) {
        findings.add(predicate, "watcher " + calls.get(0).process() + " " + spec + ": " + reason, shown);
    }
}
