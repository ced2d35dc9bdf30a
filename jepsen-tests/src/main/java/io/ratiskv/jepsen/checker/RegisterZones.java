package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.Operation;
import io.ratiskv.jepsen.history.Operation.Kind;
import io.ratiskv.jepsen.history.Recorded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges read/write registers whose written values are unique, without believing anything that the store says of revisions:
 * Gibbons and Korach, "Testing shared memories" (1997), zones. The zone of a value spans from the first end to the last
 * beginning of the calls that wrote or found it; if it runs forward, the register held the value throughout it. Linearizable
 * exactly if forward zones do not overlap, no backward zone lies within a forward one, and no read ends before its write
 * begins.
 *
 * <p>Compare-and-sets count as writes only: what they compared is not judged here. Key by key. O(n log n).
 */
public final class RegisterZones {
    private static final String ABSENT = "\u0000absent";

    private final List<Violation> violations = new ArrayList<>();

    private RegisterZones() {}

    /** The same with counts. */
    public static Verdict verdict(History history) {
        return Verdict.of("register-zones", history.operations().size(), history.summary(), check(history));
    }

    /** Everything that is wrong; empty: linearizable. */
    public static List<Violation> check(History history) {
        RegisterZones zones = new RegisterZones();
        history.byKey().values().forEach(zones::checkKey);
        return zones.violations;
    }

    private void checkKey(List<Operation> operations) {
        Map<String, Zone> zones = new TreeMap<>();
        for (Operation o : operations) {
            if (o.ok() || (o.writes() && o.completion() == Completion.INFO)) {
                String value = o.kind() == Kind.READ && o.value() == null ? ABSENT : String.valueOf(o.value());
                zones.computeIfAbsent(value, Zone::new).add(o);
            }
        }
        List<Zone> forward = new ArrayList<>();
        List<Zone> backward = new ArrayList<>();
        for (Zone zone : zones.values()) {
            if (!zone.isWritten()) {
                violations.add(new Violation("a read found a value that nobody can have written", zone.reads(1)));
                continue;
            }
            zone.readBeforeWrite().ifPresent(violations::add);
            // Written and never seen, its end unknown: it may never have happened.
            if (zone.firstEnd != Recorded.NEVER) {
                (zone.firstEnd < zone.lastBeginning ? forward : backward).add(zone);
            }
        }
        checkOverlaps(forward, backward);
    }

    private void checkOverlaps(List<Zone> forward, List<Zone> backward) {
        forward.sort(Comparator.comparingInt(Zone::low));
        TreeMap<Integer, Zone> byLow = new TreeMap<>();
        for (int i = 0; i < forward.size(); i++) {
            byLow.put(forward.get(i).low(), forward.get(i));
            if (i > 0 && forward.get(i).low() < forward.get(i - 1).high()) {
                report("two values were both there all the time", forward.get(i - 1), forward.get(i));
            }
        }
        for (Zone zone : backward) {
            Map.@Nullable Entry<Integer, Zone> around = byLow.lowerEntry(zone.low());
            if (around != null && zone.high() < around.getValue().high()) {
                report("a value was written while another one was there before and after", around.getValue(), zone);
            }
        }
    }

    private void report(String reason, Zone a, Zone b) {
        List<Operation> operations = new ArrayList<>(a.edges());
        operations.addAll(b.edges());
        violations.add(new Violation(reason, operations));
    }

    /** Calls that wrote or found one value. */
    private static final class Zone {
        private final boolean initial;
        private final List<Operation> members = new ArrayList<>();
        private @Nullable Operation write;
        private int firstEnd;
        private int lastBeginning = -1;

        Zone(String value) {
            // No key: "written" before everything.
            this.initial = value.equals(ABSENT);
            this.firstEnd = initial ? -1 : Recorded.NEVER;
        }

        void add(Operation o) {
            if (o.writes()) {
                if (write != null) {
                    throw new IllegalArgumentException("value written twice: " + o.describe());
                }
                write = o;
            }
            members.add(o);
            firstEnd = Math.min(firstEnd, o.completedAt());
            lastBeginning = Math.max(lastBeginning, o.invokedAt());
        }

        boolean isWritten() {
            return initial || write != null;
        }

        java.util.Optional<Violation> readBeforeWrite() {
            Operation written = write;
            if (written == null) {
                return java.util.Optional.empty();
            }
            return members.stream()
                    .filter(o -> o.completedAt() < written.invokedAt())
                    .findFirst()
                    .map(o -> new Violation("a read ended before its write began", List.of(o, written)));
        }

        int low() {
            return Math.min(firstEnd, lastBeginning);
        }

        int high() {
            return Math.max(firstEnd, lastBeginning);
        }

        List<Operation> reads(int most) {
            return members.stream().limit(most).toList();
        }

        /** The calls that make the zone as long as it is. */
        List<Operation> edges() {
            return members.stream()
                    .filter(o -> o.completedAt() == firstEnd || o.invokedAt() == lastBeginning)
                    .toList();
        }
    }
}
