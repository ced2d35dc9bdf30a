package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.checker.LinearSearch.Outcome;
import io.ratiskv.jepsen.history.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether calls can have happened one at a time, each between its invocation and its end, as a {@link Model} says; what failed
 * never, what is unknown at any time after its invocation or never. Exact where it answers; exponential at worst, so it may
 * say {@code UNKNOWN}.
 */
public final class Linearizability {
    /** Partitions whose violation is made small; the others are only counted. */
    static final int MOST_EXPLAINED = 3;

    private Linearizability() {}

    /**
     * Judges every partition of the model.
     *
     * @param name of the verdict
     * @param calls in the order of their invocation
     */
    public static <S, I, O> Verdict check(String name, Model<S, I, O> model, List<Call<I, O>> calls, Limits limits) {
        long deadline = System.nanoTime() + limits.time().toNanos();
        Map<Object, List<Call<I, O>>> partitions = new LinkedHashMap<>();
        for (Call<I, O> call : calls) {
            partitions
                    .computeIfAbsent(model.partition(call.input()), p -> new ArrayList<>())
                    .add(call);
        }
        List<Violation> violations = new ArrayList<>();
        int broken = 0;
        @Nullable String unknown = null;
        for (List<Call<I, O>> partition : partitions.values()) {
            LinearPlan<I, O> plan = LinearPlan.of(model, partition, c -> true);
            Call<I, O> nowhere = plan.foundFromNowhere();
            if (nowhere != null) {
                broken++;
                violations.add(fromNowhere(model, partition, nowhere));
                continue;
            }
            LinearSearch<S, I, O> search = new LinearSearch<>(model, plan, deadline, limits.memoBytes());
            Outcome outcome = search.run();
            if (outcome == Outcome.NONE_EXISTS) {
                broken++;
                if (broken <= MOST_EXPLAINED) {
                    violations.add(LinearExplanation.of(model, partition, search.furthestEnd(), limits));
                }
            } else if (outcome != Outcome.FOUND) {
                unknown = outcome == Outcome.OUT_OF_TIME
                        ? "no answer within " + limits.time()
                        : "no answer within " + limits.memoBytes() + " bytes of states";
            }
        }
        String summary = partitions.size() + " partitions" + (broken > 0 ? ", " + broken + " not linearizable" : "");
        return violations.isEmpty() && unknown != null
                ? Verdict.unknown(name, calls.size(), unknown)
                : Verdict.of(name, calls.size(), summary, violations);
    }

    private static <I, O> Violation fromNowhere(Model<?, I, O> model, List<Call<I, O>> calls, Call<I, O> finder) {
        List<Object> found = new ArrayList<>(model.recognises(finder.input(), finder.output()));
        for (Call<I, O> call : calls) {
            Object left = model.leaves(call.input());
            if (left != null && found.contains(left)) {
                // All its writers claimed to have failed, or it would not have come from nowhere.
                return new Violation(
                        "not linearizable: a call found " + left + ", whose write claimed not to have happened",
                        List.of(call, finder));
            }
        }
        found.removeIf(Objects::isNull);
        return new Violation("not linearizable: a call found what nobody wrote: " + found, List.of(finder));
    }
}
