package io.ratiskv.jepsen.checker;

import static io.ratiskv.jepsen.checker.WatchPredicate.FILTERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.FROM_NOWHERE;
import static io.ratiskv.jepsen.checker.WatchPredicate.ORDERED;
import static io.ratiskv.jepsen.checker.WatchPredicate.PREVIOUS;
import static io.ratiskv.jepsen.checker.WatchPredicate.UNIQUE;

import io.ratiskv.jepsen.checker.WatchTruth.Version;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.ToldEvent;
import io.ratiskv.jepsen.history.ToldItem;
import io.ratiskv.jepsen.history.ToldState;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events that one watcher was told: judges each by itself, whether it was asked for, was made, and is told once.
 * Thread: its judge's.
 */
final class WatcherEvents {
    /** Something of a key at a revision. */
    private record Spot(long revision, String key) {}

    private final WatchTruth truth;
    private final WatchFindings findings;
    private final WatcherLife life;
    private final Set<Spot> everTold = new HashSet<>();
    private final Set<Spot> told = new HashSet<>();

    /** @param calls all of the watcher */
    WatcherEvents(
            WatchTruth truth, WatchFindings findings, WatcherLife life, List<Call<WatchRequest, WatchAnswer>> calls) {
        this.truth = truth;
        this.findings = findings;
        this.life = life;
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.output() instanceof WatchAnswer.Told item) {
                item.item().events().forEach(event -> everTold.add(new Spot(event.revision(), event.key())));
            }
        }
    }

    /** Another watch begins: what it tells again was asked for again. */
    void forget() {
        told.clear();
    }

    /** Whether the watcher is told of it at any time, before or after. */
    boolean isEverTold(long revision, String key) {
        return everTold.contains(new Spot(revision, key));
    }

    /** Whether one of the events was told before. */
    boolean tellsAgain(ToldItem item) {
        return item.events().stream().anyMatch(e -> told.contains(new Spot(e.revision(), e.key())));
    }

    /** Judges the events of one item. */
    void take(Call<WatchRequest, WatchAnswer> call, ToldItem item) {
        Map<String, Version> made = truth.changesAt(item.revision());
        int place = -1;
        for (ToldEvent event : item.events()) {
            findings.events++;
            findings.judged(UNIQUE, 1);
            findings.judged(FILTERED, 1);
            findings.judged(FROM_NOWHERE, 1);
            if (event.revision() != item.revision()) {
                life.report(ORDERED, "an event of another revision than its item's", call);
            }
            if (!told.add(new Spot(event.revision(), event.key())) && !life.isGoingOn()) {
                life.report(UNIQUE, event + " was told before", call);
            }
            if (!life.spec.wants(event.key(), event.put())) {
                life.report(FILTERED, event + " was not asked for", call);
            }
            Version version = made.get(event.key());
            nowhere(call, event, version);
            if (version != null && version.place() >= 0) {
                if (version.place() < place) {
                    life.report(
                            ORDERED,
                            "events of one revision in another order than they were made",
                            version.write(),
                            call);
                }
                place = version.place();
            }
            previous(call, event);
            if (event.put()) {
                life.existing.add(event.key());
            } else {
                life.existing.remove(event.key());
            }
        }
    }

    private void nowhere(Call<WatchRequest, WatchAnswer> call, ToldEvent event, @Nullable Version version) {
        if (version != null && version.write().invokedAt() > call.endedAt()) {
            life.report(FROM_NOWHERE, event + " was told before it was written", call, version.write());
        } else if (version != null && version.put() == event.put()) {
            if (event.put() && !event.state().equals(version.state())) {
                life.report(FROM_NOWHERE, event + " was written as " + version.state(), version.write(), call);
            }
        } else if (!event.put()) {
            life.report(
                    FROM_NOWHERE,
                    event + ", which nobody deleted then",
                    version == null ? null : version.write(),
                    call);
        } else {
            Call<WatchRequest, WatchAnswer> writer =
                    truth.writerOf(event.state().value());
            if (writer == null) {
                life.report(FROM_NOWHERE, event + ", which nobody wrote", call);
            } else if (truth.never(writer)) {
                life.report(FROM_NOWHERE, event + " of a write that claimed not to have happened", writer, call);
            } else {
                life.report(FROM_NOWHERE, event + " of a write of another revision", writer, call);
            }
        }
    }

    private void previous(Call<WatchRequest, WatchAnswer> call, ToldEvent event) {
        ToldState was = event.previous();
        if (!life.spec.previous()) {
            if (was != null) {
                life.report(FILTERED, event + ": the state before was not asked for", call);
            }
            return;
        }
        if (truth.isUnsure(event.key())) {
            return;
        }
        findings.judged(PREVIOUS, 1);
        ToldState before = truth.before(event.key(), event.revision());
        boolean mayBeGone = was == null && event.revision() <= truth.compacted() + 1;
        if (!Objects.equals(was, before) && !mayBeGone) {
            life.report(PREVIOUS, event + ", before it was " + (before == null ? "nothing" : before), call);
        }
    }
}
