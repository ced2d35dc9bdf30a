package io.ratiskv.jepsen.checker;

import java.util.Arrays;

/** Strongly connected components: Tarjan (1972), without recursion. O(nodes + edges). */
final class Components {
    private static final int UNSEEN = -1;

    private final TxnGraph graph;
    private final int kinds;
    private final int[] component;
    private final int[] index;
    private final int[] low;
    private final int[] place;
    private final int[] stack;
    private final int[] path;
    private int stackSize;
    private int nextIndex;
    private int count;
    private int[] sizes = new int[16];

    private Components(TxnGraph graph, int kinds) {
        int n = graph.nodes();
        this.graph = graph;
        this.kinds = kinds;
        this.component = new int[n];
        this.index = new int[n];
        this.low = new int[n];
        this.place = new int[n];
        this.stack = new int[n];
        this.path = new int[n];
        Arrays.fill(component, UNSEEN);
        Arrays.fill(index, UNSEEN);
        for (int node = 0; node < n; node++) {
            if (index[node] == UNSEEN) {
                visit(node);
            }
        }
    }

    /** By edges of these kinds alone. */
    static Components of(TxnGraph graph, int kinds) {
        return new Components(graph, kinds);
    }

    /** Whether some cycle goes through both. */
    boolean together(int a, int b) {
        return component[a] == component[b];
    }

    int component(int node) {
        return component[node];
    }

    /** Whether any cycle goes through the node. */
    boolean cyclic(int node) {
        return sizes[component[node]] > 1;
    }

    boolean anyCyclic() {
        return Arrays.stream(sizes, 0, count).anyMatch(size -> size > 1);
    }

    private void visit(int root) {
        int depth = 0;
        open(root);
        path[0] = root;
        while (depth >= 0) {
            int node = path[depth];
            int child = UNSEEN;
            while (place[node] < graph.endOut(node) && child == UNSEEN) {
                int edge = graph.out(place[node]++);
                int other = graph.to(edge);
                if ((graph.kind(edge) & kinds) == 0) {
                    continue;
                }
                if (index[other] == UNSEEN) {
                    child = other;
                } else if (component[other] == UNSEEN) {
                    low[node] = Math.min(low[node], index[other]);
                }
            }
            if (child != UNSEEN) {
                open(child);
                path[++depth] = child;
                continue;
            }
            if (low[node] == index[node]) {
                close(node);
            }
            depth--;
            if (depth >= 0) {
                low[path[depth]] = Math.min(low[path[depth]], low[node]);
            }
        }
    }

    private void open(int node) {
        index[node] = nextIndex;
        low[node] = nextIndex++;
        place[node] = graph.firstOut(node);
        stack[stackSize++] = node;
    }

    private void close(int node) {
        if (count == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * count);
        }
        int member;
        do {
            member = stack[--stackSize];
            component[member] = count;
            sizes[count]++;
        } while (member != node);
        count++;
    }
}
