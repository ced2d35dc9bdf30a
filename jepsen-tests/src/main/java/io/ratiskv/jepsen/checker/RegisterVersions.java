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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the order of a register's values: a transaction that found one and wrote another wrote over it, nothing is
 * before no value, and what is given. Values that none of this orders stay without order: then less is seen than with lists.
 */
final class RegisterVersions {
    private final TxnHistory history;
    private final TxnGraph graph;
    private final Findings findings;
    private final Map<String, Key> keys = new LinkedHashMap<>();

    private static final class Key {
        /** Who found which value; empty: none. */
        final Map<Optional<Long>, List<Integer>> readers = new LinkedHashMap<>();
        /** Which values come directly after which. */
        final Map<Optional<Long>, Set<Long>> after = new LinkedHashMap<>();

        final Set<Long> hasBefore = new HashSet<>();
        final Map<Optional<Long>, Integer> overwriters = new HashMap<>();
    }

    private RegisterVersions(TxnHistory history, TxnGraph graph, Findings findings) {
        this.history = history;
        this.graph = graph;
        this.findings = findings;
    }

    /** Adds what registers tell to the graph. */
    static void infer(
            TxnHistory history,
            TxnGraph graph,
            Findings findings,
            KeyNames names,
            Map<String, List<Long>> givenVersions) {
        RegisterVersions versions = new RegisterVersions(history, graph, findings);
        for (int txn = 0; txn < history.size(); txn++) {
            if (history.ok(txn)) {
                versions.collect(txn);
            }
        }
        givenVersions.forEach(versions::addGiven);
        versions.keys.forEach((key, of) -> versions.inferKey(key, names.number(key), of));
    }

    private Key key(String name) {
        return keys.computeIfAbsent(name, k -> new Key());
    }

    private void collect(int txn) {
        Map<String, Optional<Long>> now = new HashMap<>();
        Map<String, Optional<Long>> found = new LinkedHashMap<>();
        Set<String> wrote = new HashSet<>();
        for (Mop mop : history.mops(txn)) {
            if (mop instanceof Mop.Write write) {
                now.put(write.key(), Optional.of(write.value()));
                wrote.add(write.key());
            } else if (mop instanceof Mop.Read read) {
                Optional<Long> value = Optional.ofNullable(read.value());
                Optional<Long> known = now.putIfAbsent(read.key(), value);
                if (known == null) {
                    found.put(read.key(), value);
                } else if (!known.equals(value)) {
                    findings.add(
                            Anomaly.INTERNAL,
                            "a transaction knew " + name(known) + " and found " + name(value) + " in " + read.key(),
                            txn);
                }
            }
        }
        found.forEach((key, value) -> {
            key(key).readers.computeIfAbsent(value, v -> new ArrayList<>()).add(txn);
            value.ifPresent(v -> checkFound(key, v, txn));
            if (wrote.contains(key)) {
                addOverwrite(
                        key, value, txn, Objects.requireNonNull(now.get(key)).orElseThrow());
            }
        });
        wrote.forEach(this::key);
    }

    private void addOverwrite(String key, Optional<Long> before, int txn, long after) {
        Key of = key(key);
        of.after.computeIfAbsent(before, v -> new HashSet<>()).add(after);
        of.hasBefore.add(after);
        Integer other = of.overwriters.put(before, txn);
        if (other != null) {
            findings.add(
                    Anomaly.LOST_UPDATE,
                    "two transactions found " + name(before) + " in " + key + ", and both wrote over it",
                    other,
                    txn);
        }
    }

    private void checkFound(String key, long value, int reader) {
        Write write = history.write(key, value);
        if (write == null) {
            findings.add(Anomaly.PHANTOM, "nobody wrote " + value + " to " + key, reader);
        } else if (history.failed(write.txn())) {
            findings.add(
                    Anomaly.G1A,
                    "T2 found " + value + " in " + key + ", which T1 claims not to have written",
                    write.txn(),
                    reader);
        } else if (!write.last() && write.txn() != reader) {
            findings.add(
                    Anomaly.G1B,
                    "T2 found " + value + " in " + key + ", which T1 wrote over itself",
                    write.txn(),
                    reader);
        }
    }

    private void addGiven(String name, List<Long> values) {
        Key of = key(name);
        @Nullable Long before = null;
        for (Long value : values) {
            if (history.writer(name, value) < 0) {
                // Of a call that claims to have failed: the others follow each other all the same.
                continue;
            }
            if (before != null) {
                of.after
                        .computeIfAbsent(Optional.of(before), v -> new HashSet<>())
                        .add(value);
                of.hasBefore.add(value);
            }
            before = value;
        }
    }

    private void inferKey(String key, int number, Key of) {
        of.readers.forEach((value, readers) -> {
            int writer = value.map(v -> history.writer(key, v)).orElse(-1);
            if (writer >= 0) {
                readers.forEach(reader -> graph.add(writer, reader, TxnGraph.WR, number, value.orElseThrow()));
            }
        });
        // No value comes before those that nothing else is known to come before.
        Set<Long> firsts = of.after.computeIfAbsent(Optional.empty(), v -> new HashSet<>());
        history.writesOf(key).forEach((value, write) -> {
            if (!of.hasBefore.contains(value)) {
                firsts.add(value);
            }
        });
        of.after.forEach((before, afters) -> {
            List<Integer> readers = of.readers.getOrDefault(before, List.of());
            int wroteBefore = before.map(v -> history.writer(key, v)).orElse(-1);
            NextWriters next = new NextWriters(graph, number);
            for (Long after : afters) {
                int writer = history.writer(key, after);
                if (writer >= 0) {
                    next.add(writer, after);
                    if (wroteBefore >= 0) {
                        graph.add(wroteBefore, writer, TxnGraph.WW, number, after);
                    }
                }
            }
            readers.forEach(next::readBy);
        });
    }

    private static String name(Optional<Long> value) {
        return value.map(String::valueOf).orElse("nothing");
    }
}
