package io.ratiskv.jepsen.checker;

import static io.ratiskv.jepsen.checker.WatchPredicate.FILTERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.FROM_NOWHERE;
import static io.ratiskv.jepsen.checker.WatchPredicate.ORDERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.RELIABLE;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.ToldItem;
import io.ratiskv.jepsen.history.ToldState;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The states that one watcher was told, snapshots and resets, part by part: judges whether one was due, and compares each
 * with what was there. Thread: its judge's.
 */
final class WatcherStates {
    private final WatchTruth truth;
    private final WatchFindings findings;
    private final WatcherLife life;
    private final TreeMap<String, ToldState> parts = new TreeMap<>();
    private long partsRevision = WatcherLife.UNKNOWN;

    WatcherStates(WatchTruth truth, WatchFindings findings, WatcherLife life) {
        this.truth = truth;
        this.findings = findings;
        this.life = life;
    }

    /** The watch begins anew: of a state that was told in part no more parts come. */
    void forget() {
        parts.clear();
        partsRevision = WatcherLife.UNKNOWN;
    }

    /** A part of a state; with the last one the state is compared. */
    void take(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        boolean reset = item.kind() == ToldItem.Kind.RESET;
        if (partsRevision == WatcherLife.UNKNOWN) {
            begin(call, item, reset);
        } else if (partsRevision != item.revision()) {
            beginAnew(call, item, reset);
        }
        item.entries().forEach(entry -> add(call, entry));
        if (item.last()) {
            end(call, item, reset);
        }
    }

    /**
     * The connection broke between two parts, and the state had changed meanwhile: what the parts before it told is void,
     * but was told.
     */
    private void beginAnew(Call<WatchRequest, WatchAnswer> call, ToldItem item, boolean reset) {
        if (item.revision() < partsRevision) {
            life.report(
                    ORDERED,
                    "a state at " + item.revision() + " after a part of one at " + partsRevision,
                    life.last,
                    call);
        }
        life.existing.addAll(parts.keySet());
        parts.clear();
        begin(call, item, reset);
    }

    private void begin(Call<WatchRequest, WatchAnswer> call, ToldItem item, boolean reset) {
        partsRevision = item.revision();
        if (reset) {
            if (!life.spec.resets()) {
                life.report(FILTERED, "a reset was not asked for", call);
            }
            if (life.isPlaced() && item.revision() <= life.covered) {
                life.report(ORDERED, "reset to " + item.revision() + " after " + life.covered, life.last, call);
            }
            if (life.isPlaced() && item.compactRevision() <= life.covered) {
                life.report(
                        RELIABLE,
                        "reset, though what comes after " + life.covered + " is not compacted ("
                                + item.compactRevision() + ")",
                        life.last,
                        call);
            }
            if (item.compactRevision() > item.revision()) {
                life.report(ORDERED, "reset to a revision that is compacted", call);
            }
        } else if (life.spec.start() != WatchSpec.Start.SNAPSHOT) {
            life.report(FILTERED, "a snapshot was not asked for", call);
        } else if (life.isPlaced()) {
            life.report(ORDERED, "a second snapshot", call);
        } else if (item.revision() < life.floor) {
            life.report(
                    RELIABLE,
                    "a snapshot of " + item.revision() + ", though " + life.floor + " was acknowledged before",
                    call);
        }
    }

    private void add(Call<WatchRequest, WatchAnswer> call, ToldState entry) {
        findings.judged(FILTERED, 1);
        if (!parts.isEmpty() && parts.lastKey().compareTo(entry.key()) >= 0) {
            life.report(ORDERED, "keys of a state are not ascending at " + entry.key(), call);
        }
        if (!life.spec.covers(entry.key())) {
            life.report(FILTERED, entry + " is not in the range", call);
        }
        parts.put(entry.key(), entry);
    }

    private void end(Call<WatchRequest, WatchAnswer> call, ToldItem item, boolean reset) {
        compare(call, item.revision());
        if (reset) {
            removed(call, item);
            findings.resets++;
        } else {
            findings.snapshots++;
        }
        life.existing.clear();
        life.existing.addAll(parts.keySet());
        life.covered = item.revision();
        forget();
    }

    private void compare(Call<WatchRequest, WatchAnswer> call, long revision) {
        Map<String, ToldState> should = truth.stateAt(life.spec, revision);
        findings.judged(RELIABLE, should.size());
        findings.judged(FROM_NOWHERE, parts.size());
        should.forEach((key, state) -> {
            ToldState is = parts.get(key);
            if (is == null && !truth.isUnsure(key)) {
                life.report(RELIABLE, state + " is missing in the state at " + revision, call);
            } else if (is != null && !is.equals(state) && !truth.isUnsure(key)) {
                life.report(
                        is.modRevision() < state.modRevision() ? RELIABLE : FROM_NOWHERE,
                        "the state at " + revision + " tells " + is + " in place of " + state,
                        call);
            }
        });
        parts.forEach((key, is) -> {
            if (!should.containsKey(key) && !truth.isUnsure(key)) {
                life.report(FROM_NOWHERE, "the state at " + revision + " tells " + is + ", which was not there", call);
            }
        });
    }

    private void removed(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        if (!item.removedKnown()) {
            return;
        }
        List<String> should = new ArrayList<>(life.existing);
        should.removeAll(parts.keySet());
        for (String key : should) {
            if (!item.removed().contains(key)) {
                life.report(
                        RELIABLE, "a reset does not say that " + key + " is gone, which had been told to exist", call);
            }
        }
        for (String key : item.removed()) {
            if (!should.contains(key)) {
                life.report(
                        FROM_NOWHERE, "a reset says that " + key + " is gone, which had not been told to exist", call);
            }
        }
    }
}
