package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Recorded;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong, by predicate; of each a few. Also counts what was looked at. */
final class WatchFindings {
    private final Map<WatchPredicate, List<Violation>> violations = new EnumMap<>(WatchPredicate.class);
    private final Map<WatchPredicate, Long> judged = new EnumMap<>(WatchPredicate.class);
    long watchers;
    long items;
    long events;
    long resumed;
    long resets;
    long snapshots;

    void add(WatchPredicate predicate, String reason, @Nullable Recorded... calls) {
        List<Violation> of = violations.computeIfAbsent(predicate, p -> new ArrayList<>());
        if (of.size() < Findings.MOST_REPORTED) {
            List<Recorded> shown = new ArrayList<>();
            for (Recorded call : calls) {
                if (call != null && !shown.contains(call)) {
                    shown.add(call);
                }
            }
            of.add(new Violation(predicate.checker() + ": " + reason, shown));
        }
    }

    void judged(WatchPredicate predicate, long more) {
        judged.merge(predicate, more, Long::sum);
    }

    Verdict verdict(WatchPredicate predicate) {
        long looked = judged.getOrDefault(predicate, 0L);
        List<Violation> of = violations.getOrDefault(predicate, List.of());
        if (looked == 0 && of.isEmpty()) {
            return Verdict.unknown(predicate.checker(), 0, "nothing happened that could be judged");
        }
        String summary = predicate == WatchPredicate.RESUMABLE
                ? looked + " watches resumed"
                : predicate == WatchPredicate.RELIABLE
                        ? events + " events to " + watchers + " watchers, " + resets + " resets, " + snapshots
                                + " snapshots"
                        : looked + " looked at";
        return Verdict.of(predicate.checker(), looked, summary, of);
    }
}
