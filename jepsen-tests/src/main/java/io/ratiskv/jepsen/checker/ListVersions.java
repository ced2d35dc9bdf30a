package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.checker.TxnHistory.Write;
import io.ratiskv.jepsen.history.Mop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The order of appends, as reads tell it: the longest read of a list holds its versions, and all others begin as it does. What
 * was appended for certain and stands in no read comes after all that was read.
 */
final class ListVersions {
    private final TxnHistory history;
    private final TxnGraph graph;
    private final Findings findings;
    private final Map<String, List<Read>> reads = new LinkedHashMap<>();

    /** What a transaction found of a list before it appended to it itself. */
    private record Read(int txn, List<Long> values, boolean appends) {}

    private ListVersions(TxnHistory history, TxnGraph graph, Findings findings) {
        this.history = history;
        this.graph = graph;
        this.findings = findings;
    }

    /** Adds what lists tell to the graph. */
    static void infer(TxnHistory history, TxnGraph graph, Findings findings, KeyNames keys) {
        ListVersions versions = new ListVersions(history, graph, findings);
        for (int txn = 0; txn < history.size(); txn++) {
            if (history.ok(txn)) {
                versions.collect(txn);
            }
        }
        versions.reads.forEach((key, of) -> versions.inferKey(key, keys.number(key), of));
    }

    private void collect(int txn) {
        Map<String, List<Long>> own = new HashMap<>();
        Map<String, Read> first = new LinkedHashMap<>();
        for (Mop mop : history.mops(txn)) {
            if (mop instanceof Mop.Append append) {
                own.computeIfAbsent(append.key(), k -> new ArrayList<>()).add(append.value());
            } else if (mop instanceof Mop.ReadList read && read.values() != null) {
                List<Long> found = Objects.requireNonNull(read.values());
                List<Long> mine = own.getOrDefault(read.key(), List.of());
                boolean endsInMine = found.size() >= mine.size()
                        && found.subList(found.size() - mine.size(), found.size())
                                .equals(mine);
                if (!endsInMine) {
                    findings.add(Anomaly.INTERNAL, "a transaction did not find its own appends to " + read.key(), txn);
                    continue;
                }
                List<Long> before = found.subList(0, found.size() - mine.size());
                Read other = first.putIfAbsent(read.key(), new Read(txn, before, false));
                if (other != null && !other.values().equals(before)) {
                    findings.add(
                            Anomaly.INTERNAL,
                            "a transaction found " + other.values() + " and then " + before + " in " + read.key(),
                            txn);
                }
            }
        }
        first.forEach((key, read) -> reads.computeIfAbsent(key, k -> new ArrayList<>())
                .add(new Read(txn, read.values(), own.containsKey(key))));
        // What came before own appends is a version too, with them behind it.
        own.forEach((key, mine) -> {
            Read read = first.get(key);
            if (read != null && readsBack(txn, key)) {
                List<Long> all = new ArrayList<>(read.values());
                all.addAll(mine.subList(0, ownSeen(txn, key)));
                reads.getOrDefault(key, new ArrayList<>()).add(new Read(txn, List.copyOf(all), false));
            }
        });
    }

    private boolean readsBack(int txn, String key) {
        return ownSeen(txn, key) > 0;
    }

    /** How many of its own appends its last read of the key found. */
    private int ownSeen(int txn, String key) {
        int appended = 0;
        int seen = 0;
        for (Mop mop : history.mops(txn)) {
            if (mop.key().equals(key)) {
                appended += mop instanceof Mop.Append ? 1 : 0;
                seen = mop instanceof Mop.ReadList ? appended : seen;
            }
        }
        return seen;
    }

    private void inferKey(String key, int number, List<Read> of) {
        Read longest = of.get(0);
        for (Read read : of) {
            longest = read.values().size() > longest.values().size() ? read : longest;
        }
        List<Long> order = longest.values();
        checkElements(key, longest);
        addWrites(key, number, order);
        NextWriters unread = addUnread(key, number, order);
        Map<Integer, Integer> readerThatAppends = new HashMap<>();
        for (Read read : of) {
            List<Long> values = read.values();
            int size = values.size();
            if (!values.equals(order.subList(0, size))) {
                findings.add(
                        Anomaly.INCOMPATIBLE_ORDER,
                        "reads of " + key + " found " + values + " and " + order,
                        read.txn(),
                        longest.txn());
                checkElements(key, read);
            }
            if (size > 0) {
                addReadOf(key, number, values.get(size - 1), read.txn());
            }
            if (size < order.size()) {
                int next = history.writer(key, order.get(size));
                if (next >= 0) {
                    graph.add(read.txn(), next, TxnGraph.RW, number, order.get(size));
                }
            } else {
                unread.readBy(read.txn());
            }
            if (read.appends()) {
                Integer other = readerThatAppends.put(size, read.txn());
                if (other != null && other != read.txn()) {
                    findings.add(
                            Anomaly.LOST_UPDATE,
                            "two transactions found " + size + " elements in " + key + ", and both appended",
                            other,
                            read.txn());
                }
            }
        }
    }

    private void checkElements(String key, Read read) {
        Set<Long> once = new HashSet<>();
        int failedWriter = -1;
        for (Long value : read.values()) {
            Write write = history.write(key, value);
            if (!once.add(value)) {
                findings.add(Anomaly.DUPLICATE_ELEMENTS, key + " holds " + value + " twice", read.txn());
            }
            if (write == null) {
                findings.add(Anomaly.PHANTOM, "nobody appended " + value + " to " + key, read.txn());
            } else if (history.failed(write.txn())) {
                failedWriter = write.txn();
                findings.add(
                        Anomaly.G1A,
                        "T2 found " + value + " in " + key + ", which T1 claims not to have appended",
                        write.txn(),
                        read.txn());
            } else if (failedWriter >= 0) {
                findings.add(
                        Anomaly.DIRTY_UPDATE,
                        "T2 appended " + value + " to " + key + " behind an append of T1, which claims to have failed",
                        failedWriter,
                        write.txn());
                failedWriter = -1;
            }
        }
    }

    private void addReadOf(String key, int number, long value, int reader) {
        Write write = history.write(key, value);
        if (write == null) {
            return;
        }
        if (!write.last() && write.txn() != reader) {
            findings.add(
                    Anomaly.G1B,
                    "T2's read of " + key + " ended in " + value + ", in the middle of T1's appends",
                    write.txn(),
                    reader);
        }
        int writer = history.writer(key, value);
        if (writer >= 0) {
            graph.add(writer, reader, TxnGraph.WR, number, value);
        }
    }

    private void addWrites(String key, int number, List<Long> order) {
        int before = -1;
        for (Long value : order) {
            int writer = history.writer(key, value);
            if (writer >= 0) {
                if (before >= 0) {
                    graph.add(before, writer, TxnGraph.WW, number, value);
                }
                before = writer;
            }
        }
    }

    /** Whoever appended for certain what no read found. */
    private NextWriters addUnread(String key, int number, List<Long> order) {
        Set<Long> read = new HashSet<>(order);
        int last = -1;
        for (Long value : order) {
            int writer = history.writer(key, value);
            last = writer >= 0 ? writer : last;
        }
        NextWriters unread = new NextWriters(graph, number);
        for (Map.Entry<Long, Write> entry : history.writesOf(key).entrySet()) {
            int writer = entry.getValue().txn();
            if (history.committed(writer) && !read.contains(entry.getKey())) {
                unread.add(writer, entry.getKey());
                if (last >= 0) {
                    graph.add(last, writer, TxnGraph.WW, number, entry.getKey());
                }
            }
        }
        return unread;
    }
}
