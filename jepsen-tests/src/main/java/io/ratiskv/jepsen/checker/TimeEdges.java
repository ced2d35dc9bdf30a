package io.ratiskv.jepsen.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Edges of time between transactions that count. Of real time only those that do not follow from others: a transaction comes
 * after the last that had ended, not after all; O(calls * open at a time).
 */
final class TimeEdges {
    private TimeEdges() {}

    static void addProcesses(TxnHistory history, TxnGraph graph) {
        Map<Integer, Integer> last = new HashMap<>();
        for (int txn = 0; txn < history.size(); txn++) {
            if (history.committed(txn)) {
                Integer before = last.put(history.call(txn).process(), txn);
                if (before != null) {
                    graph.add(before, txn, TxnGraph.PROCESS, TxnGraph.NO_KEY, 0);
                }
            }
        }
    }

    static void addRealTime(TxnHistory history, TxnGraph graph) {
        long[] events = new long[2 * history.size()];
        int count = 0;
        for (int txn = 0; txn < history.size(); txn++) {
            if (history.committed(txn)) {
                events[count++] = ((long) history.call(txn).invokedAt() << 32) | (2L * txn);
                if (history.ok(txn)) {
                    events[count++] = ((long) history.call(txn).endedAt() << 32) | (2L * txn + 1);
                }
            }
        }
        Arrays.sort(events, 0, count);
        // Ended, and nobody has yet ended who began after that.
        List<Integer> frontier = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int event = (int) events[i];
            int txn = event >>> 1;
            if ((event & 1) == 0) {
                for (int before : frontier) {
                    graph.add(before, txn, TxnGraph.REAL_TIME, TxnGraph.NO_KEY, 0);
                }
            } else {
                int began = history.call(txn).invokedAt();
                frontier.removeIf(before -> history.call(before).endedAt() < began);
                frontier.add(txn);
            }
        }
    }
}
