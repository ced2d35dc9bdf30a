package io.ratiskv.jepsen.checker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The shortest cycles of a kind: one edge that the kind must have, and the shortest way back. One cycle of each component, for
 * the others tell the same story.
 */
final class CycleFinder {
    /** Edges tried in each component; the shortest cycle of these is told. */
    static final int TRIES_PER_COMPONENT = 64;
    /** Nodes looked at by all tries together. */
    static final long VISITS_MAX = 30_000_000;

    private final TxnGraph graph;
    // By node and, for ways that need one more edge of a kind, whether it was already passed.
    private final int[] reachedBy;
    private final int[] stamp;
    private int nowStamp;
    private long visits;

    CycleFinder(TxnGraph graph) {
        this.graph = graph;
        this.reachedBy = new int[2 * graph.nodes()];
        this.stamp = new int[2 * graph.nodes()];
    }

    /**
     * Cycles, each as its edges in order.
     *
     * @param first kind of the edge to begin with
     * @param way kinds of the way back
     * @param needed kinds of which the way must have one more, beside {@code way}; 0 = none
     */
    List<int[]> shortest(int first, int way, int needed) {
        Components components = Components.of(graph, first | way | needed);
        Map<Integer, Integer> tries = new HashMap<>();
        Map<Integer, int[]> best = new HashMap<>();
        for (int edge = 0; edge < graph.edges() && visits < VISITS_MAX; edge++) {
            int component = components.component(graph.from(edge));
            if ((graph.kind(edge) & first) != 0
                    && components.together(graph.from(edge), graph.to(edge))
                    && tries.merge(component, 1, Integer::sum) <= TRIES_PER_COMPONENT) {
                int[] cycle = cycle(edge, way, needed, components);
                int[] known = best.get(component);
                if (cycle.length > 0 && (known == null || cycle.length < known.length)) {
                    best.put(component, cycle);
                }
            }
        }
        return new ArrayList<>(best.values());
    }

    private int[] cycle(int edge, int way, int needed, Components components) {
        nowStamp++;
        int goal = 2 * graph.from(edge) + (needed == 0 ? 0 : 1);
        int begin = 2 * graph.to(edge);
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(begin);
        stamp[begin] = nowStamp;
        reachedBy[begin] = -1;
        while (!queue.isEmpty()) {
            int at = queue.poll();
            if (at == goal) {
                return edges(edge, goal, needed);
            }
            visits++;
            int node = at >> 1;
            for (int place = graph.firstOut(node); place < graph.endOut(node); place++) {
                int next = graph.out(place);
                int kind = graph.kind(next);
                if ((kind & (way | needed)) == 0 || !components.together(node, graph.to(next))) {
                    continue;
                }
                int passed = (at & 1) | ((kind & needed) != 0 ? 1 : 0);
                int reached = 2 * graph.to(next) + passed;
                if (stamp[reached] != nowStamp) {
                    stamp[reached] = nowStamp;
                    reachedBy[reached] = next;
                    queue.add(reached);
                }
            }
        }
        return new int[0];
    }

    /** From the end to the beginning; a way that meets itself is two cycles, and each of them is found alone. */
    private int[] edges(int first, int goal, int needed) {
        List<Integer> edges = new ArrayList<>();
        Set<Integer> nodes = new HashSet<>();
        nodes.add(graph.to(first));
        int at = goal;
        while (reachedBy[at] >= 0) {
            int edge = reachedBy[at];
            edges.add(edge);
            if (!nodes.add(graph.to(edge))) {
                return new int[0];
            }
            int before = 2 * graph.from(edge);
            boolean crossed = (graph.kind(edge) & needed) != 0;
            // Over an edge that is needed one comes from either side; from the first side whenever that was reached.
            at = (at & 1) == 0 || (crossed && stamp[before] == nowStamp) ? before : before + 1;
        }
        edges.add(first);
        Collections.reverse(edges);
        return edges.stream().mapToInt(Integer::intValue).toArray();
    }
}
