package io.ratiskv.jepsen.nemesis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which faults there were, from when to when, and what shows it. Also keeps what went wrong with them: a fault that could not
 * be begun or ended is a problem of the run.
 *
 * <p>Thread: any; guarded by itself.
 */
public final class Timeline {
    private final long beganNanos;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> brokenPromises = new ArrayList<>();

    /** An empty one; times count from this value of {@link System#nanoTime}, as the histories of the run do. */
    public Timeline(long beganNanos) {
        this.beganNanos = beganNanos;
    }

    /** A fault begins. */
    public synchronized Entry begin(String nemesis, String what) {
        Entry entry = new Entry(nemesis, what, nanos());
        entries.add(entry);
        return entry;
    }

    /** Something about faults did not work. */
    public synchronized void problem(String what) {
        problems.add(what);
    }

    /** A fault saw the cluster break its word. */
    public synchronized void broken(String what) {
        brokenPromises.add(what);
    }

    /** What faults saw broken; empty in a good run. */
    public synchronized List<String> brokenPromises() {
        return List.copyOf(brokenPromises);
    }

    /** Faults by their begin; those that are still at work end now. */
    public synchronized List<FaultSpan> spans() {
        return entries.stream()
                .map(Entry::span)
                .sorted(Comparator.comparingLong(FaultSpan::beganNanos))
                .toList();
    }

    /** What is at work just now, in words; empty: nothing. */
    public synchronized String underWay() {
        return entries.stream()
                .filter(entry -> entry.ended < 0)
                .map(entry -> entry.nemesis)
                .collect(Collectors.joining(" + "));
    }

    /** Faults that could not be begun, ended or healed; empty in a good run. */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** Number of faults of each kind that was begun. */
    public synchronized Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        entries.forEach(entry -> counts.merge(entry.nemesis, 1, Integer::sum));
        return counts;
    }

    /** Kinds that were begun and ended, but never left any evidence: the run says nothing about them. */
    public synchronized Set<String> unseen() {
        Set<String> unseen = new TreeSet<>(counts().keySet());
        entries.stream().filter(entry -> entry.seen).forEach(entry -> unseen.remove(entry.nemesis));
        return unseen;
    }

    private long nanos() {
        return System.nanoTime() - beganNanos;
    }

    /** A fault that has begun; ended once. */
    public final class Entry {
        private final String nemesis;
        private final long began;
        private String what;
        private long ended = -1;
        private boolean seen;

        private Entry(String nemesis, String what, long began) {
            this.nemesis = nemesis;
            this.what = what;
            this.began = began;
        }

        /** Tells what was done, to whom. */
        public void what(String text) {
            synchronized (Timeline.this) {
                what = text;
            }
        }

        /** It is over, and this shows that it was there. */
        public void end(Optional<String> evidence) {
            synchronized (Timeline.this) {
                ended = nanos();
                seen = evidence.isPresent();
                evidence.ifPresent(text -> what = what + " [" + text + "]");
            }
        }

        private FaultSpan span() {
            return new FaultSpan(nemesis, what, began, ended < 0 ? nanos() : ended);
        }
    }
}
