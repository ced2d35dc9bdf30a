package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.checker.Violation.Link;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Mop;
import java.util.ArrayList;
import java.util.List;

/** Tells a cycle in words: helpers are passed over, and steps of time that follow each other are one. */
final class CycleWords {
    private final TxnHistory history;
    private final TxnGraph graph;
    private final KeyNames keys;

    CycleWords(TxnHistory history, TxnGraph graph, KeyNames keys) {
        this.history = history;
        this.graph = graph;
        this.keys = keys;
    }

    /** A step from one transaction to another. */
    private record Step(int from, int to, int kind, int key, long value) {
        boolean ofTime() {
            return (kind & (TxnGraph.PROCESS | TxnGraph.REAL_TIME)) != 0;
        }
    }

    Violation violation(String label, int[] cycle) {
        List<Step> steps = steps(cycle);
        List<Call<List<Mop>, List<Mop>>> calls = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        StringBuilder order = new StringBuilder(label).append(": ");
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int next = (i + 1) % steps.size();
            calls.add(history.call(step.from()));
            links.add(new Link(i, next, label(step), words(step, i + 1, next + 1)));
            order.append(i == 0 ? "T1 must come" : i == steps.size() - 1 ? ", and T" + (i + 1) : ", T" + (i + 1))
                    .append(" before T")
                    .append(next + 1);
        }
        return new Violation(order.toString(), calls, links);
    }

    private List<Step> steps(int[] cycle) {
        List<Step> steps = new ArrayList<>();
        for (int edge : cycle) {
            Step step =
                    new Step(graph.from(edge), graph.to(edge), graph.kind(edge), graph.key(edge), graph.value(edge));
            Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            if (last != null && step.kind() == TxnGraph.ON) {
                steps.set(steps.size() - 1, new Step(last.from(), step.to(), last.kind(), step.key(), step.value()));
            } else if (last != null && last.ofTime() && step.ofTime()) {
                boolean process = last.kind() == TxnGraph.PROCESS && step.kind() == TxnGraph.PROCESS;
                int kind = process ? TxnGraph.PROCESS : TxnGraph.REAL_TIME;
                steps.set(steps.size() - 1, new Step(last.from(), step.to(), kind, step.key(), 0));
            } else {
                steps.add(step);
            }
        }
        return steps;
    }

    private static String label(Step step) {
        return switch (step.kind()) {
            case TxnGraph.WW -> "ww";
            case TxnGraph.WR -> "wr";
            case TxnGraph.RW -> "rw";
            case TxnGraph.PROCESS -> "process";
            default -> "real time";
        };
    }

    private String words(Step step, int a, int b) {
        String key = step.key() == TxnGraph.NO_KEY ? "" : keys.name(step.key());
        return switch (step.kind()) {
            case TxnGraph.WW -> "T" + b + " wrote " + step.value() + " to " + key + " after what T" + a + " wrote";
            case TxnGraph.WR -> "T" + a + " wrote " + step.value() + " to " + key + ", which T" + b + " read";
            case TxnGraph.RW ->
                "T" + a + "'s read of " + key + " did not find " + step.value() + ", which T" + b + " wrote";
            case TxnGraph.PROCESS -> "process " + history.call(step.from()).process() + " ran T" + a + " before T" + b;
            default ->
                "T" + a + " had ended (event " + history.call(step.from()).endedAt() + ") before T" + b
                        + " began (event " + history.call(step.to()).invokedAt() + ")";
        };
    }
}
