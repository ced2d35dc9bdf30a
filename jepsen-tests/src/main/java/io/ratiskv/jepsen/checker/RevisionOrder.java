package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.History;
import io.ratiskv.jepsen.history.Operation;
import io.ratiskv.jepsen.history.Operation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges registers by the one order that the store itself claims: its revisions. Every answer names the store revision at
 * which it happened, so no search is needed, and all keys are judged together:
 *
 * <ul>
 *   <li>a call that began after another had ended is not before it, and a write is after it;
 *   <li>a read finds, for its key, the last write at or before its revision;
 *   <li>a compare-and-set finds the revision that it asked for; one that was refused found another, and what it found is
 *       judged like a read;
 *   <li>a value that was found was written by a call that did not claim to have failed.
 * </ul>
 *
 * <p>These hold exactly for linearizable histories whose answers name revisions truthfully. Wants unique values per key and
 * no deletes. O(n log n). A store that lied about revisions could still pass: {@link RegisterZones} does not believe them.
 */
public final class RevisionOrder {
    private final List<Violation> violations = new ArrayList<>();
    // What was written, by key and revision; what unknown writes became known to have done included.
    private final Map<String, TreeMap<Long, Operation>> written = new HashMap<>();
    private final Map<String, Map<String, Operation>> writers = new HashMap<>();

    private RevisionOrder() {}

    /** The same with counts. */
    public static Verdict verdict(History history) {
        return Verdict.of("revision-order", history.operations().size(), history.summary(), check(history));
    }

    /** Everything that is wrong; empty: linearizable. */
    public static List<Violation> check(History history) {
        RevisionOrder order = new RevisionOrder();
        order.collectWrites(history);
        order.revealUnknownWrites(history);
        order.checkRealTime(history);
        history.operations().stream().filter(o -> o.ok() || o.refused()).forEach(order::checkValue);
        return order.violations;
    }

    private void collectWrites(History history) {
        for (Operation o : history.operations()) {
            if (!o.writes()) {
                continue;
            }
            String value = String.valueOf(o.value());
            Operation same =
                    writers.computeIfAbsent(o.key(), k -> new HashMap<>()).put(value, o);
            if (same != null) {
                throw new IllegalArgumentException("value written twice: " + same.describe() + "; " + o.describe());
            }
            if (o.ok()) {
                place(o, o.revision());
            }
        }
    }

    private void revealUnknownWrites(History history) {
        for (Operation reader : history.operations()) {
            String value = found(reader);
            if (!looked(reader) || value == null) {
                continue;
            }
            Operation writer = writers.getOrDefault(reader.key(), Map.of()).get(value);
            if (writer == null) {
                report("a read found a value that nobody wrote", reader);
            } else if (writer.completion() == Completion.FAIL) {
                report("a write that claimed not to have happened was seen", writer, reader);
            } else if (writer.invokedAt() > reader.completedAt()) {
                report("a read ended before the write of what it found began", reader, writer);
            } else if (writer.completion() == Completion.INFO) {
                place(writer, reader.modRevision());
            } else if (writer.revision() != reader.modRevision()) {
                report("write and read name different revisions for one value", writer, reader);
            }
        }
    }

    /** Told what a register held, without writing. */
    private static boolean looked(Operation o) {
        return o.refused() || (o.ok() && !o.writes());
    }

    private static @Nullable String found(Operation o) {
        return o.writes() ? o.found() : o.value();
    }

    private void place(Operation write, long revision) {
        Operation other =
                written.computeIfAbsent(write.key(), k -> new TreeMap<>()).put(revision, write);
        if (other != null && !other.equals(write)) {
            report("two writes of one key at one revision", other, write);
        }
    }

    /** Sweeps over all events; the floor is the highest revision of any call that has ended. */
    private void checkRealTime(History history) {
        record Event(int at, Operation operation, boolean end) {}
        List<Event> events = new ArrayList<>();
        for (Operation o : history.operations()) {
            if (o.ok() || o.refused()) {
                events.add(new Event(o.invokedAt(), o, false));
                events.add(new Event(o.completedAt(), o, true));
            }
        }
        events.sort(Comparator.comparingInt(Event::at));
        @Nullable Operation floor = null;
        for (Event event : events) {
            Operation o = event.operation();
            if (event.end()) {
                floor = floor == null || o.revision() > floor.revision() ? o : floor;
            } else if (floor != null && o.revision() < floor.revision()) {
                report(looked(o) ? "a stale read" : "a write before an earlier call", floor, o);
            } else if (floor != null && !looked(o) && o.revision() == floor.revision()) {
                report("a write at a revision that had already been told", floor, o);
            }
        }
    }

    private void checkValue(Operation o) {
        TreeMap<Long, Operation> writes = written.getOrDefault(o.key(), new TreeMap<>());
        if (looked(o)) {
            Map.Entry<Long, Operation> last = writes.floorEntry(o.revision());
            long lastRevision = last == null ? 0 : last.getKey();
            if (lastRevision != o.modRevision()) {
                // Either an older value than the last, or a newer one than the revision that was read.
                report("a read did not find the last write at its revision", others(last, o));
            } else if (last != null && !String.valueOf(last.getValue().value()).equals(found(o))) {
                report("a read found another value than was written", last.getValue(), o);
            } else if (o.refused() && o.modRevision() == o.expectedRevision()) {
                report("a compare-and-set was refused although it found what it asked for", others(last, o));
            }
        } else if (o.kind() == Kind.CAS) {
            Map.Entry<Long, Operation> last = writes.lowerEntry(o.revision());
            if ((last == null ? 0 : last.getKey()) != o.expectedRevision()) {
                report("a compare-and-set went through although its key was written in between", others(last, o));
            }
        }
    }

    private static Operation[] others(Map.@Nullable Entry<Long, Operation> last, Operation o) {
        return last == null ? new Operation[] {o} : new Operation[] {last.getValue(), o};
    }

    private void report(String reason, Operation... operations) {
        violations.add(new Violation(reason, List.of(operations)));
    }
}
