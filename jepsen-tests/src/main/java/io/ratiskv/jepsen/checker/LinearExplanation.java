package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.checker.LinearSearch.Outcome;
import io.ratiskv.jepsen.history.Call;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a violation small: first the longest beginning of the history that can be put in order, then the fewest calls that
 * cannot once the next one ends. A call that is not needed is taken as unknown rather than left out: that asks for less and so
 * never makes a violation of a good history, as leaving out the write of what was found would.
 */
final class LinearExplanation<S, I, O> {
    /** Of one try; a try that takes longer counts as one that can be put in order. */
    private static final long TRY_NANOS = 500_000_000L;
    /** Calls shown if time ran out before there were few. */
    static final int MOST_SHOWN = 40;

    private final Model<S, I, O> model;
    private final List<Call<I, O>> calls;
    private final long deadline;
    private final long memoBytes;
    private @Nullable S stuck;

    private LinearExplanation(Model<S, I, O> model, List<Call<I, O>> calls, Limits limits) {
        this.model = model;
        this.calls = calls;
        this.deadline = System.nanoTime() + limits.explanationTime().toNanos();
        this.memoBytes = limits.memoBytes();
    }

    /** Of calls that are known not to be linearizable. */
    static <S, I, O> Violation of(Model<S, I, O> model, List<Call<I, O>> calls, int furthestEnd, Limits limits) {
        return new LinearExplanation<>(model, calls, limits).explain(furthestEnd);
    }

    private Violation explain(int furthestEnd) {
        List<Call<I, O>> ended = new ArrayList<>(calls.stream().filter(Call::ok).toList());
        ended.sort(Comparator.comparingInt(Call::endedAt));
        int first = firstIllegal(ended, furthestEnd);
        Call<I, O> culprit = ended.get(first);
        S state = stuck;
        List<Call<I, O>> needed = smallest(ended.subList(0, first + 1), culprit.endedAt());
        List<Call<I, O>> shown = withWriters(needed);
        int skipped = Math.max(0, shown.size() - MOST_SHOWN);
        String reason = "not linearizable: what ended before event " + culprit.endedAt()
                + " can be put in order, but not with the answer of process " + culprit.process() + " to "
                + culprit.function() + " there" + (state == null ? "" : "; stuck at " + state)
                + (skipped > 0 ? "; " + skipped + " earlier calls not shown" : "");
        return new Violation(reason, shown.subList(skipped, shown.size()));
    }

    /** The place of the first end with which the calls cannot be put in order any more. */
    private int firstIllegal(List<Call<I, O>> ended, int hint) {
        int high = ended.size() - 1;
        int low = -1;
        int guess = 0;
        while (guess < high && ended.get(guess).endedAt() < hint) {
            guess++;
        }
        // Nearly always the hint is right: the next guesses are beside it.
        for (int width = 1; low + 1 < high && !late(); width *= 2) {
            if (illegal(identity(ended.subList(0, guess + 1)), ended.get(guess).endedAt())) {
                high = guess;
                guess = Math.max(low + 1, high - width);
            } else {
                low = guess;
                guess = Math.min(high - 1, low + width);
            }
            if (width > 2) {
                guess = (low + high) >>> 1;
            }
            guess = Math.max(0, guess);
        }
        return high;
    }

    private List<Call<I, O>> smallest(List<Call<I, O>> ended, int end) {
        List<Call<I, O>> kept = new ArrayList<>(ended);
        for (int last = 2; last < ended.size() && !late(); last *= 4) {
            // With those who wrote what is found there: otherwise an old value may as well have been written late.
            List<Call<I, O>> window = withWriters(ended.subList(ended.size() - last, ended.size()));
            if (illegal(identity(window), end)) {
                kept = new ArrayList<>(window);
                break;
            }
        }
        for (int chunk = Math.max(1, kept.size() / 2); !late(); chunk = Math.max(1, chunk / 2)) {
            boolean less = false;
            for (int from = 0; from < kept.size() && !late(); ) {
                List<Call<I, O>> without = new ArrayList<>(kept.subList(0, from));
                without.addAll(kept.subList(Math.min(kept.size(), from + chunk), kept.size()));
                if (illegal(identity(without), end)) {
                    kept = without;
                    less = true;
                } else {
                    from += chunk;
                }
            }
            if (chunk == 1 && !less) {
                break;
            }
        }
        return kept;
    }

    /** And the calls that wrote what they found. */
    private List<Call<I, O>> withWriters(List<Call<I, O>> needed) {
        Set<Object> found = new HashSet<>();
        needed.forEach(c -> found.addAll(model.recognises(c.input(), c.output())));
        Set<Call<I, O>> shown = identity(needed);
        for (Call<I, O> call : calls) {
            Object left = model.leaves(call.input());
            if (left != null && found.contains(left)) {
                shown.add(call);
            }
        }
        return shown.stream().sorted(Comparator.comparingInt(Call::invokedAt)).toList();
    }

    private boolean illegal(Set<Call<I, O>> believed, int end) {
        List<Call<I, O>> begun = calls.stream().filter(c -> c.invokedAt() < end).toList();
        LinearPlan<I, O> plan = LinearPlan.of(model, begun, believed::contains);
        if (plan.foundFromNowhere() != null) {
            return true;
        }
        long tryDeadline = System.nanoTime() + TRY_NANOS;
        LinearSearch<S, I, O> search =
                new LinearSearch<>(model, plan, tryDeadline - deadline < 0 ? tryDeadline : deadline, memoBytes);
        boolean illegal = search.run() == Outcome.NONE_EXISTS;
        if (illegal) {
            stuck = search.furthestState();
        }
        return illegal;
    }

    private static <T> Set<T> identity(List<T> items) {
        Set<T> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(items);
        return set;
    }

    private boolean late() {
        return System.nanoTime() - deadline > 0;
    }
}
