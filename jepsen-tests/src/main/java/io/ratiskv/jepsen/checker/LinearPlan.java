package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.Recorded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one partition as the search wants them: what need not be looked at is gone, and what is known of when a call
 * took effect is used.
 *
 * <ul>
 *   <li>What failed, and unknown reads, are left out.
 *   <li>An unknown call that only replaces what is there, and that nobody recognised, is as good as none: left out.
 *   <li>A call that alone can have left what another one recognised happened before that one ended.
 * </ul>
 */
final class LinearPlan<I, O> {
    private final Model<?, I, O> model;
    private final Map<Object, Integer> writers = new HashMap<>();
    private final Set<Object> recognised = new HashSet<>();
    private final List<Step<I, O>> steps = new ArrayList<>();

    private LinearPlan(Model<?, I, O> model) {
        this.model = model;
    }

    /** One call of the search; {@code until} is the place before which it must have happened, if it must at all. */
    static final class Step<I, O> {
        final Call<I, O> call;
        final @Nullable O output;
        final boolean readOnly;
        int until;
        /** What it leaves, if that is unique. */
        @Nullable
        Object leaves;

        private Step(Call<I, O> call, @Nullable O output, int until, boolean readOnly) {
            this.call = call;
            this.output = output;
            this.until = until;
            this.readOnly = readOnly;
        }

        boolean required() {
            return until != Recorded.NEVER;
        }
    }

    /**
     * Plans a search.
     *
     * @param believed calls whose answer and end count; others are taken as unknown
     */
    static <I, O> LinearPlan<I, O> of(Model<?, I, O> model, List<Call<I, O>> calls, Predicate<Call<I, O>> believed) {
        LinearPlan<I, O> plan = new LinearPlan<>(model);
        plan.select(calls, believed);
        plan.tighten();
        return plan;
    }

    /** Ordered by invocation. */
    List<Step<I, O>> steps() {
        return steps;
    }

    /** A call that recognised what no call can have left. */
    @Nullable
    Call<I, O> foundFromNowhere() {
        for (Step<I, O> step : steps) {
            if (step.required() && !writers.keySet().containsAll(model.recognises(step.call.input(), step.output))) {
                return step.call;
            }
        }
        return null;
    }

    private void select(List<Call<I, O>> calls, Predicate<Call<I, O>> believed) {
        List<Step<I, O>> unknown = new ArrayList<>();
        for (Call<I, O> call : calls) {
            boolean readOnly = model.readOnly(call.input());
            if (call.ok() && believed.test(call)) {
                Step<I, O> step = new Step<>(call, call.output(), call.completedAt(), readOnly);
                steps.add(step);
                recognised.addAll(model.recognises(call.input(), call.output()));
            } else if (call.completion() != Completion.FAIL && !readOnly) {
                unknown.add(new Step<>(call, null, Recorded.NEVER, false));
            }
        }
        boolean more = true;
        while (more) {
            List<Step<I, O>> seen = unknown.stream()
                    .filter(s -> {
                        Object left = model.leaves(s.call.input());
                        return left == null || recognised.contains(left);
                    })
                    .toList();
            steps.addAll(seen);
            unknown.removeAll(seen);
            more = false;
            for (Step<I, O> step : seen) {
                more |= recognised.addAll(model.recognises(step.call.input(), null));
            }
        }
        steps.sort(Comparator.comparingInt(s -> s.call.invokedAt()));
    }

    private void tighten() {
        Map<Object, Step<I, O>> writerOf = new HashMap<>();
        for (Step<I, O> step : steps) {
            Object left = model.leaves(step.call.input());
            if (left != null) {
                writers.merge(left, 1, Integer::sum);
                writerOf.put(left, step);
            }
        }
        writerOf.keySet().removeIf(left -> writers.getOrDefault(left, 0) > 1);
        writerOf.forEach((left, step) -> step.leaves = left);
        boolean more = true;
        while (more) {
            more = false;
            // Backwards: what is found was mostly written by a call that began earlier.
            for (int i = steps.size() - 1; i >= 0; i--) {
                Step<I, O> step = steps.get(i);
                if (step.required()) {
                    for (Object thing : model.recognises(step.call.input(), step.output)) {
                        Step<I, O> writer = writerOf.get(thing);
                        if (writer != null && step.until < writer.until) {
                            writer.until = step.until;
                            more = true;
                        }
                    }
                }
            }
        }
    }
}
