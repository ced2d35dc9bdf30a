package io.ratiskv.jepsen.checker;

import java.util.HashSet;
import java.util.Set;

/**
 * Those who wrote directly after some version, and edges to them from all who read that version: through a helper if they are
 * several, so that many readers and many writers need a sum of edges. A reader that is one of the writers has its own edges to
 * the others: through the helper it would come before itself.
 */
final class NextWriters {
    private final TxnGraph graph;
    private final int key;
    private final Set<Integer> writers = new HashSet<>();
    private int[] writer = new int[4];
    private long[] value = new long[4];
    private int count;
    private int helper = -1;

    NextWriters(TxnGraph graph, int key) {
        this.graph = graph;
        this.key = key;
    }

    /** Call before the first {@link #readBy}. */
    void add(int newWriter, long newValue) {
        if (count == writer.length) {
            writer = java.util.Arrays.copyOf(writer, 2 * count);
            value = java.util.Arrays.copyOf(value, 2 * count);
        }
        writers.add(newWriter);
        writer[count] = newWriter;
        value[count++] = newValue;
    }

    void readBy(int reader) {
        if (count <= 1 || writers.contains(reader)) {
            for (int i = 0; i < count; i++) {
                graph.add(reader, writer[i], TxnGraph.RW, key, value[i]);
            }
            return;
        }
        if (helper < 0) {
            helper = graph.newHelper();
            for (int i = 0; i < count; i++) {
                graph.add(helper, writer[i], TxnGraph.ON, key, value[i]);
            }
        }
        graph.add(reader, helper, TxnGraph.RW, key, 0);
    }
}
