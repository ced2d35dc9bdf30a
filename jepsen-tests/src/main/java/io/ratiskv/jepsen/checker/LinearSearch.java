package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.checker.LinearPlan.Step;
import io.ratiskv.jepsen.history.Recorded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches an order of one partition's calls: Wing and Gong, "Testing and verifying concurrent objects" (1993), with Lowe's
 * list and memory of states (2017). Each node is the set of calls that have happened and the state they led to; a node that
 * was seen before is not tried again.
 *
 * <p>Beyond that: a read that fits now is taken now and not taken back, for it could only come later with the same answer;
 * others are tried by how soon they must have happened; of equal calls with unknown answers the earliest comes first; and what
 * somebody has yet to recognise is not replaced.
 */
final class LinearSearch<S, I, O> {
    private static final int STEPS_PER_CLOCK = 256;
    /** Bytes of a remembered node beside its words: entry, node, array header and a small state. */
    private static final int NODE_BYTES = 160;

    private static final int NONE = -1;

    private final Model<S, I, O> model;
    private final List<Step<I, O>> steps;
    private final EventList events;
    private final long deadlineNanos;
    private final long memoBytesMax;

    private final CallSet happened;
    private final int[] equalBefore;
    private final Set<Node> seen = new HashSet<>();
    private long seenBytes;
    // How many required calls have yet to recognise what a step leaves, and which steps those are for each call.
    private final int[] toRecognise;
    private final List<int[]> recognises = new ArrayList<>();

    private final int[] path;
    private final boolean[] forced;
    private final List<S> states = new ArrayList<>();
    private final int[] there;
    private int depth;
    private int requiredLeft;
    private long ticks;

    private int furthest = NONE;
    private @Nullable S furthestState;

    /** How it went. */
    enum Outcome {
        FOUND,
        NONE_EXISTS,
        OUT_OF_TIME,
        OUT_OF_MEMORY
    }

    LinearSearch(Model<S, I, O> model, LinearPlan<I, O> plan, long deadlineNanos, long memoBytesMax) {
        this.model = model;
        this.steps = plan.steps();
        this.events = new EventList(steps);
        this.deadlineNanos = deadlineNanos;
        this.memoBytesMax = memoBytesMax;
        this.happened = new CallSet(steps.size());
        this.equalBefore = new int[steps.size()];
        this.toRecognise = new int[steps.size()];
        this.path = new int[steps.size() + 1];
        this.forced = new boolean[steps.size() + 1];
        this.there = new int[steps.size() + 1];
        prepare();
    }

    private void prepare() {
        Map<I, Integer> lastEqual = new HashMap<>();
        Map<Object, Integer> byLeft = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            Step<I, O> step = steps.get(i);
            Integer before = step.required() ? null : lastEqual.put(step.call.input(), i);
            equalBefore[i] = before == null ? NONE : before;
            requiredLeft += step.required() ? 1 : 0;
            if (step.leaves != null) {
                byLeft.put(step.leaves, i);
            }
        }
        for (Step<I, O> step : steps) {
            int[] of = step.required()
                    ? model.recognises(step.call.input(), step.output).stream()
                            .map(byLeft::get)
                            .filter(Objects::nonNull)
                            .mapToInt(Integer::intValue)
                            .toArray()
                    : new int[0];
            for (int left : of) {
                toRecognise[left]++;
            }
            recognises.add(of);
        }
    }

    /** The place of the end that no order reached; {@link Recorded#NEVER} if there is none. */
    int furthestEnd() {
        return furthest == NONE ? Recorded.NEVER : furthest;
    }

    /** A state in which the search was stuck there. */
    @Nullable
    S furthestState() {
        return furthestState;
    }

    Outcome run() {
        S state = model.init();
        there[0] = NONE;
        int after = NONE;
        while (requiredLeft > 0) {
            if (ticks++ % STEPS_PER_CLOCK == 0 && System.nanoTime() - deadlineNanos > 0) {
                return Outcome.OUT_OF_TIME;
            }
            if (seenBytes > memoBytesMax) {
                return Outcome.OUT_OF_MEMORY;
            }
            S next = advance(state, after);
            if (next != null) {
                state = next;
                after = NONE;
                continue;
            }
            int end = events.firstEnd();
            if (end > furthest) {
                furthest = end;
                furthestState = state;
            }
            do {
                if (depth == 0) {
                    return Outcome.NONE_EXISTS;
                }
                depth--;
                after = path[depth];
                state = states.remove(depth);
                takeBack(after);
            } while (forced[depth]);
        }
        return Outcome.FOUND;
    }

    /** Takes the next call that can happen now, in the order of tries after the given one; null: there is none. */
    private @Nullable S advance(S state, int after) {
        int[] candidates = events.candidates();
        if (after == NONE) {
            for (int candidate : candidates) {
                if (steps.get(candidate).readOnly) {
                    S next = model.step(state, steps.get(candidate).call.input(), steps.get(candidate).output);
                    if (next != null) {
                        take(candidate, state, true);
                        return next;
                    }
                }
            }
        }
        boolean past = after == NONE;
        for (int candidate : candidates) {
            Step<I, O> step = steps.get(candidate);
            if (past && !step.readOnly && !isPointless(candidate)) {
                S next = model.step(state, step.call.input(), step.output);
                if (next != null && (step.required() || !next.equals(state))) {
                    take(candidate, state, false);
                    if (remember(next)) {
                        return next;
                    }
                    depth--;
                    states.remove(depth);
                    takeBack(candidate);
                }
            }
            past |= candidate == after;
        }
        return null;
    }

    private boolean isPointless(int candidate) {
        if (equalBefore[candidate] != NONE && !happened.contains(equalBefore[candidate])) {
            return true;
        }
        int now = there[depth];
        if (now == NONE || steps.get(candidate).leaves == null) {
            return false;
        }
        int others = toRecognise[now];
        for (int left : recognises.get(candidate)) {
            others -= left == now ? 1 : 0;
        }
        return others > 0;
    }

    private void take(int step, S before, boolean isForced) {
        path[depth] = step;
        forced[depth] = isForced;
        states.add(before);
        Step<I, O> taken = steps.get(step);
        there[depth + 1] = taken.readOnly ? there[depth] : taken.leaves == null ? NONE : step;
        depth++;
        events.lift(step);
        happened.add(step);
        requiredLeft -= taken.required() ? 1 : 0;
        for (int left : recognises.get(step)) {
            toRecognise[left]--;
        }
    }

    private void takeBack(int step) {
        events.unlift(step);
        happened.remove(step);
        requiredLeft += steps.get(step).required() ? 1 : 0;
        for (int left : recognises.get(step)) {
            toRecognise[left]++;
        }
    }

    private boolean remember(S state) {
        long[] words = happened.words();
        boolean isNew = seen.add(new Node(words, state));
        if (isNew) {
            seenBytes += NODE_BYTES + 8L * words.length;
        }
        return isNew;
    }

    /** What happened, and where it led to. */
    private static final class Node {
        private final long[] words;
        private final Object state;
        private final int hash;

        Node(long[] words, Object state) {
            this.words = words;
            this.state = state;
            this.hash = Arrays.hashCode(words) * 31 + state.hashCode();
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Node node
                    && hash == node.hash
                    && Arrays.equals(words, node.words)
                    && state.equals(node.state);
        }
    }
}
