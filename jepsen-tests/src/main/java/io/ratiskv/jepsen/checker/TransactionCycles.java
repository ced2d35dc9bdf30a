package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Mop;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether transactions over lists and registers can have happened one after the other: Kingsbury and Alvaro, "Elle" (2020). Who
 * read and wrote what tells, without search, who must have come before whom; a cycle in that is a proof that no order exists.
 *
 * <p>Lists tell the order of all their writes, so nearly everything is seen. Registers tell less: of values that nobody read
 * before he wrote over them the order is not known, unless it is given. Values are unique per key. O(size of all reads +
 * transactions * open at a time).
 *
 * <p>A reason begins with an {@link Anomaly}'s label; with {@code -process} or {@code -realtime} behind it if the cycle is none
 * without that order.
 */
public final class TransactionCycles {
    private static final int DATA = TxnGraph.WW | TxnGraph.WR | TxnGraph.RW | TxnGraph.ON;

    private final TxnHistory history;
    private final TxnGraph graph;
    private final KeyNames keys = new KeyNames();
    private final Findings findings;

    private TransactionCycles(List<Call<List<Mop>, List<Mop>>> calls, Map<String, List<Long>> versions) {
        history = new TxnHistory(calls, versions);
        graph = new TxnGraph(calls.size());
        findings = new Findings(history);
        ListVersions.infer(history, graph, findings, keys);
        RegisterVersions.infer(history, graph, findings, keys, versions);
    }

    /** Lists are ordered by what reads found, registers by what transactions read before they wrote. */
    public static Verdict check(List<Call<List<Mop>, List<Mop>>> calls, Isolation promise) {
        return check(calls, promise, Map.of());
    }

    /**
     * As {@link #check(List, Isolation)}, with more known of registers.
     *
     * @param calls in the order of their invocation
     * @param versions by key of a register: values in the order of the store's revisions, as far as known
     */
    public static Verdict check(
            List<Call<List<Mop>, List<Mop>>> calls, Isolation promise, Map<String, List<Long>> versions) {
        String name = promise.name().toLowerCase(Locale.ROOT).replace('_', '-');
        TransactionCycles cycles = new TransactionCycles(calls, versions);
        long ok = calls.stream().filter(Call::ok).count();
        if (ok == 0) {
            return Verdict.unknown(name, calls.size(), "no transaction went through");
        }
        List<Violation> violations = cycles.run(promise);
        String summary = ok + " transactions went through, " + cycles.graph.edges() + " orders";
        return Verdict.of(name, calls.size(), summary, violations);
    }

    private List<Violation> run(Isolation promise) {
        boolean sessions = promise != Isolation.SERIALIZABLE;
        boolean strict = promise == Isolation.STRICT_SERIALIZABLE;
        if (sessions) {
            TimeEdges.addProcesses(history, graph);
        }
        if (strict) {
            TimeEdges.addRealTime(history, graph);
        }
        graph.seal();
        int time = (sessions ? TxnGraph.PROCESS : 0) | (strict ? TxnGraph.REAL_TIME : 0);
        if (Components.of(graph, DATA | time).anyCyclic()) {
            CycleFinder finder = new CycleFinder(graph);
            boolean told = tell(finder, 0, "");
            told = told || (sessions && tell(finder, TxnGraph.PROCESS, "-process"));
            told = told || (strict && tell(finder, TxnGraph.PROCESS | TxnGraph.REAL_TIME, "-realtime"));
            if (!told) {
                findings.add(
                        Anomaly.G2_ITEM,
                        new Violation(
                                Anomaly.G2_ITEM.label() + ": there are cycles, but none was singled out within "
                                        + CycleFinder.VISITS_MAX + " visits",
                                List.of()));
            }
        }
        return findings.violations();
    }

    /** Tells the shortest cycles of each kind; false: there are none without more edges. */
    private boolean tell(CycleFinder finder, int time, String suffix) {
        int on = TxnGraph.ON;
        boolean told = tell(Anomaly.G0, suffix, finder.shortest(TxnGraph.WW, TxnGraph.WW | time, 0));
        told |= tell(Anomaly.G1C, suffix, finder.shortest(TxnGraph.WR, TxnGraph.WW | TxnGraph.WR | time, 0));
        told |= tell(Anomaly.G_SINGLE, suffix, finder.shortest(TxnGraph.RW, TxnGraph.WW | TxnGraph.WR | on | time, 0));
        told |= tell(
                Anomaly.G2_ITEM,
                suffix,
                finder.shortest(TxnGraph.RW, TxnGraph.WW | TxnGraph.WR | on | time, TxnGraph.RW));
        return told;
    }

    private boolean tell(Anomaly anomaly, String suffix, List<int[]> cycles) {
        CycleWords words = new CycleWords(history, graph, keys);
        for (int[] cycle : cycles) {
            findings.add(anomaly, words.violation(anomaly.label() + suffix, cycle));
        }
        return !cycles.isEmpty();
    }
}
