package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.checker.LinearPlan.Step;
import java.util.Arrays;
import java.util.List;

/**
 * Invocations and ends of calls in their order, as a linked list from which a call is lifted when it has happened, and put
 * back in the reverse order. Calls that need not happen have no end and stand in a list of their own.
 */
final class EventList {
    private final List<? extends Step<?, ?>> steps;
    private final int head;
    private final int tail;
    // Links between events: 2 * step is the invocation, 2 * step + 1 the end.
    private final int[] next;
    private final int[] previous;
    private final int optionalHead;
    private int[] found = new int[16];

    EventList(List<? extends Step<?, ?>> steps) {
        this.steps = steps;
        this.head = 2 * steps.size();
        this.tail = head + 1;
        this.optionalHead = head + 2;
        this.next = new int[head + 3];
        this.previous = new int[head + 3];
        int optionalLast = optionalHead;
        int count = 0;
        long[] order = new long[head];
        for (int i = 0; i < steps.size(); i++) {
            Step<?, ?> step = steps.get(i);
            if (step.required()) {
                order[count++] = ((long) step.call.invokedAt() << 32) | (2L * i);
                order[count++] = ((long) step.until << 32) | (2L * i + 1);
            } else {
                link(optionalLast, 2 * i);
                optionalLast = 2 * i;
            }
        }
        link(optionalLast, tail);
        Arrays.sort(order, 0, count);
        int last = head;
        for (int i = 0; i < count; i++) {
            link(last, (int) order[i]);
            last = (int) order[i];
        }
        link(last, tail);
    }

    private void link(int a, int b) {
        next[a] = b;
        previous[b] = a;
    }

    /** Place of the first end of a call that has not happened. */
    int firstEnd() {
        int event = next[head];
        while (event != tail && (event & 1) == 0) {
            event = next[event];
        }
        return event == tail ? Integer.MAX_VALUE : steps.get(event >>> 1).until;
    }

    /** Calls that may happen next: those that must by how soon they must, then those that need not by invocation. */
    int[] candidates() {
        int count = 0;
        int event = next[head];
        while (event != tail && (event & 1) == 0) {
            count = put(count, event >>> 1);
            event = next[event];
        }
        int bound = event == tail ? Integer.MAX_VALUE : steps.get(event >>> 1).until;
        sortByEnd(count);
        int optional = next[optionalHead];
        while (optional != tail && steps.get(optional >>> 1).call.invokedAt() < bound) {
            count = put(count, optional >>> 1);
            optional = next[optional];
        }
        return Arrays.copyOf(found, count);
    }

    private int put(int count, int step) {
        if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
        }
        found[count] = step;
        return count + 1;
    }

    private void sortByEnd(int count) {
        // Few at a time, and nearly in order.
        for (int i = 1; i < count; i++) {
            int moved = found[i];
            int place = i;
            while (place > 0 && steps.get(found[place - 1]).until > steps.get(moved).until) {
                found[place] = found[place - 1];
                place--;
            }
            found[place] = moved;
        }
    }

    /** It has happened. */
    void lift(int step) {
        drop(2 * step);
        if (steps.get(step).required()) {
            drop(2 * step + 1);
        }
    }

    /** It has not; the last that was lifted. */
    void unlift(int step) {
        if (steps.get(step).required()) {
            restore(2 * step + 1);
        }
        restore(2 * step);
    }

    private void drop(int event) {
        next[previous[event]] = next[event];
        previous[next[event]] = previous[event];
    }

    private void restore(int event) {
        next[previous[event]] = event;
        previous[next[event]] = event;
    }
}
