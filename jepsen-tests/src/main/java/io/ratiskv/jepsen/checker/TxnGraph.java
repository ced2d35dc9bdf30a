package io.ratiskv.jepsen.checker;

import java.util.Arrays;

/**
 * Who must come before whom, and why. Nodes are transactions, and helpers beyond them that stand for "whoever writes next":
 * with them many readers and many writers need a sum of edges, not a product.
 */
final class TxnGraph {
    /** Wrote the version that the other one wrote over. */
    static final int WW = 1;
    /** Wrote what the other one read. */
    static final int WR = 2;
    /** Read what the other one wrote over. */
    static final int RW = 4;
    /** Was before the other one in its process. */
    static final int PROCESS = 8;
    /** Had ended when the other one began. */
    static final int REAL_TIME = 16;
    /** From a helper to whom it stands for. */
    static final int ON = 32;

    /** No key: the edge is of time. */
    static final int NO_KEY = -1;

    private int nodes;
    private int edges;
    private int[] from = new int[1024];
    private int[] to = new int[1024];
    private byte[] kind = new byte[1024];
    private int[] key = new int[1024];
    private long[] value = new long[1024];
    // Edges by their beginning, once asked for.
    private int[] firstOut = new int[0];
    private int[] out = new int[0];

    TxnGraph(int txns) {
        this.nodes = txns;
    }

    int newHelper() {
        return nodes++;
    }

    int nodes() {
        return nodes;
    }

    int edges() {
        return edges;
    }

    /** Adds an edge, unless it leads back to where it begins. */
    void add(int a, int b, int newKind, int newKey, long newValue) {
        if (a == b) {
            return;
        }
        if (edges == from.length) {
            int length = edges + (edges >> 1);
            from = Arrays.copyOf(from, length);
            to = Arrays.copyOf(to, length);
            kind = Arrays.copyOf(kind, length);
            key = Arrays.copyOf(key, length);
            value = Arrays.copyOf(value, length);
        }
        from[edges] = a;
        to[edges] = b;
        kind[edges] = (byte) newKind;
        key[edges] = newKey;
        value[edges] = newValue;
        edges++;
    }

    /** Call after the last edge was added. */
    void seal() {
        firstOut = new int[nodes + 1];
        for (int e = 0; e < edges; e++) {
            firstOut[from[e] + 1]++;
        }
        for (int n = 0; n < nodes; n++) {
            firstOut[n + 1] += firstOut[n];
        }
        out = new int[edges];
        int[] next = Arrays.copyOf(firstOut, nodes);
        for (int e = 0; e < edges; e++) {
            out[next[from[e]]++] = e;
        }
    }

    int firstOut(int node) {
        return firstOut[node];
    }

    int endOut(int node) {
        return firstOut[node + 1];
    }

    /** The edge at a place between {@link #firstOut} and {@link #endOut}. */
    int out(int place) {
        return out[place];
    }

    int from(int edge) {
        return from[edge];
    }

    int to(int edge) {
        return to[edge];
    }

    int kind(int edge) {
        return kind[edge];
    }

    int key(int edge) {
        return key[edge];
    }

    long value(int edge) {
        return value[edge];
    }
}
