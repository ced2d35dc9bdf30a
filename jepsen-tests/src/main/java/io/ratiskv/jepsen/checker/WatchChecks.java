package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.ToldState;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Judges watchers by nine predicates ({@link WatchPredicate}): what each was told against what the store told the writers. All
 * calls of writers and watchers are in one history, each watcher a process. Wants a unique value for each put, and no other
 * writers of the range.
 *
 * <p>Believes revisions in answers of writes; a store that told writers and watchers the same wrong ones would pass, and is for
 * the register workloads to find.
 */
public final class WatchChecks {
    private WatchChecks() {}

    /** One verdict for each predicate, in their order. */
    public static List<Verdict> verdicts(List<Call<WatchRequest, WatchAnswer>> calls) {
        WatchFindings findings = new WatchFindings();
        WatchTruth truth = WatchTruth.of(calls, findings);
        NavigableMap<Integer, Long> acknowledged = acknowledged(calls);
        long end = finalReads(calls, truth, findings);
        Map<Integer, List<Call<WatchRequest, WatchAnswer>>> watchers = new LinkedHashMap<>();
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.input() instanceof WatchRequest.Open
                    || call.input() instanceof WatchRequest.Take
                    || call.input() instanceof WatchRequest.Close) {
                watchers.computeIfAbsent(call.process(), p -> new ArrayList<>()).add(call);
            }
        }
        watchers.values()
                .forEach(watcher -> WatcherWalk.judge(
                        truth,
                        findings,
                        watcher,
                        place -> {
                            Map.Entry<Integer, Long> before = acknowledged.lowerEntry(place);
                            return before == null ? 0 : before.getValue();
                        },
                        end));
        return Arrays.stream(WatchPredicate.values()).map(findings::verdict).toList();
    }

    /** Greatest revision acknowledged so far, by the place of the event that told it. */
    private static NavigableMap<Integer, Long> acknowledged(List<Call<WatchRequest, WatchAnswer>> calls) {
        TreeMap<Integer, Long> told = new TreeMap<>();
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.input() instanceof WatchRequest.Write && call.output() instanceof WatchAnswer.Written written) {
                told.put(call.endedAt(), written.revision());
            }
        }
        long greatest = 0;
        for (Map.Entry<Integer, Long> entry : told.entrySet()) {
            greatest = Math.max(greatest, entry.getValue());
            entry.setValue(greatest);
        }
        return told;
    }

    /** The state at the end must be what all writes led to; returns its revision. */
    private static long finalReads(
            List<Call<WatchRequest, WatchAnswer>> calls, WatchTruth truth, WatchFindings findings) {
        long end = 0;
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.input() instanceof WatchRequest.ReadAll range
                    && call.output() instanceof WatchAnswer.State state) {
                end = Math.max(end, state.revision());
                Map<String, ToldState> should =
                        truth.stateAt(WatchSpec.now(range.from(), range.to()), state.revision());
                Map<String, ToldState> is = new HashMap<>();
                state.entries().forEach(entry -> is.put(entry.key(), entry));
                findings.judged(WatchPredicate.FROM_NOWHERE, is.size());
                List<String> keys = new ArrayList<>(should.keySet());
                is.keySet().stream().filter(key -> !should.containsKey(key)).forEach(keys::add);
                for (String key : keys) {
                    if (!Objects.equals(should.get(key), is.get(key)) && !truth.isUnsure(key)) {
                        findings.add(
                                WatchPredicate.FROM_NOWHERE,
                                "the store holds " + is.get(key) + ", but its answers led to " + should.get(key),
                                call);
                    }
                }
            }
        }
        return end;
    }
}
