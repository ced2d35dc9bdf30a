package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.history.SetRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges a set that only grows. An element is known from the moment that its add was acknowledged, or that a read that found
 * it had ended; every read that begins after that must find it. One that is missing from then on is lost, one that came back
 * was read stale. What was never added, or claimed not to have been, must not be found, and nothing twice.
 *
 * <p>Exact for linearizable sets of unique elements. O(size of all reads).
 */
public final class SetCheck {
    /** Elements told of; a set that lost everything need not fill the report. */
    static final int MOST_REPORTED = 50;

    private final List<Violation> violations = new ArrayList<>();
    private final Map<Long, Element> elements = new HashMap<>();
    private final List<Call<SetRequest, List<Long>>> reads = new ArrayList<>();

    private SetCheck() {}

    /** The same with counts; {@code UNKNOWN} if nothing was read after an acknowledged add. */
    public static Verdict verdict(List<Call<SetRequest, List<Long>>> calls) {
        SetCheck check = new SetCheck();
        List<Violation> violations = check.run(calls);
        long acknowledged =
                check.elements.values().stream().filter(e -> e.add.ok()).count();
        String summary = acknowledged + " acknowledged adds, " + check.reads.size() + " reads";
        int firstAck = check.elements.values().stream()
                .mapToInt(e -> e.add.ok() ? e.add.endedAt() : Recorded.NEVER)
                .min()
                .orElse(Recorded.NEVER);
        return violations.isEmpty() && check.reads.stream().noneMatch(r -> r.invokedAt() > firstAck)
                ? Verdict.unknown("set", calls.size(), "no read after an acknowledged add: " + summary)
                : Verdict.of("set", calls.size(), summary, violations);
    }

    /** Everything that is wrong, at most {@value #MOST_REPORTED}; empty: a linearizable set. */
    public static List<Violation> check(List<Call<SetRequest, List<Long>>> calls) {
        return new SetCheck().run(calls);
    }

    private List<Violation> run(List<Call<SetRequest, List<Long>>> calls) {
        for (Call<SetRequest, List<Long>> call : calls) {
            if (call.input() instanceof SetRequest.Add add) {
                if (elements.put(add.element(), new Element(call)) != null) {
                    throw new IllegalArgumentException("element added twice: " + call.describe());
                }
            } else if (call.ok()) {
                reads.add(call);
            }
        }
        reads.forEach(this::checkFound);
        checkMissing();
        return violations;
    }

    private void checkFound(Call<SetRequest, List<Long>> read) {
        List<Long> found = Answers.of(read);
        Set<Long> once = new HashSet<>();
        for (Long value : found) {
            Element element = elements.get(value);
            if (!once.add(value)) {
                report("duplicated: a read found " + value + " twice", read);
            } else if (element == null) {
                report("phantom: a read found " + value + ", which nobody added", read);
            } else {
                if (element.add.completion() == Completion.FAIL) {
                    report("phantom: the add of " + value + " claimed not to have happened", element.add, read);
                } else if (element.add.invokedAt() > read.endedAt()) {
                    report("phantom: a read ended before the add of " + value + " began", read, element.add);
                }
                element.foundBy(read);
            }
        }
    }

    private void checkMissing() {
        int[] knownAt = elements.values().stream()
                .mapToInt(e -> e.knownAt)
                .filter(at -> at != Recorded.NEVER)
                .sorted()
                .toArray();
        Map<Element, Call<SetRequest, List<Long>>> firstMissing = new LinkedHashMap<>();
        for (Call<SetRequest, List<Long>> read : reads) {
            Set<Long> found = new HashSet<>(Answers.of(read));
            long expected = below(knownAt, read.invokedAt());
            long there = found.stream()
                    .map(elements::get)
                    .filter(e -> e != null && e.knownAt < read.invokedAt())
                    .count();
            if (there < expected && firstMissing.size() < MOST_REPORTED) {
                elements.forEach((value, element) -> {
                    if (element.knownAt < read.invokedAt() && !found.contains(value)) {
                        firstMissing.putIfAbsent(element, read);
                    }
                });
            }
        }
        firstMissing.forEach((element, read) -> {
            long value = ((SetRequest.Add) element.add.input()).element();
            Call<SetRequest, List<Long>> knownBy = element.knownBy;
            if (element.lastFoundAt > read.endedAt()) {
                report("stale: a read did not find " + value + ", which was known before it began", knownBy, read);
            } else {
                report("lost: " + value + " was known and then found no more", knownBy, read);
            }
        });
    }

    private static int below(int[] sorted, int bound) {
        int place = java.util.Arrays.binarySearch(sorted, bound);
        return place < 0 ? -place - 1 : place;
    }

    private void report(String reason, Recorded... calls) {
        if (violations.size() < MOST_REPORTED) {
            violations.add(new Violation(reason, List.of(calls)));
        }
    }

    private static final class Element {
        private final Call<SetRequest, List<Long>> add;
        private Call<SetRequest, List<Long>> knownBy;
        private int knownAt;
        private int lastFoundAt = -1;

        Element(Call<SetRequest, List<Long>> add) {
            this.add = add;
            this.knownBy = add;
            this.knownAt = add.ok() ? add.endedAt() : Recorded.NEVER;
        }

        void foundBy(Call<SetRequest, List<Long>> read) {
            if (read.endedAt() < knownAt) {
                knownAt = read.endedAt();
                knownBy = read;
            }
            lastFoundAt = Math.max(lastFoundAt, read.invokedAt());
        }
    }
}
