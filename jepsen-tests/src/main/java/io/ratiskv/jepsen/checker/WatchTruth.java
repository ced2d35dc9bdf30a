package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.ToldEvent;
import io.ratiskv.jepsen.history.ToldState;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchRequest.Change;
import io.ratiskv.jepsen.history.WatchSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as the store told the writers: each change with its revision. A write that ended unknown counts from when
 * it was resolved, or else once anybody was told of it; one of which nobody ever heard leaves its keys unsure. From that the
 * state of each key after each revision follows, with versions and revisions of creation.
 */
final class WatchTruth {
    /**
     * A key after a change.
     *
     * @param state null: it was deleted
     * @param place among the changes of the write; -1: not known
     * @param write that made it
     */
    record Version(long revision, @Nullable ToldState state, int place, Call<WatchRequest, WatchAnswer> write) {
        boolean put() {
            return state != null;
        }
    }

    private record Placed(
            Call<WatchRequest, WatchAnswer> call,
            long revision,
            @Nullable List<String> deleted) {}

    private final WatchFindings findings;
    private final Map<Long, Call<WatchRequest, WatchAnswer>> writes = new LinkedHashMap<>();
    private final Map<String, Long> writeOfValue = new HashMap<>();
    private final Set<Long> never = new HashSet<>();
    private final Map<Long, Placed> placedByNumber = new HashMap<>();
    private final TreeMap<Long, Placed> placed = new TreeMap<>();
    private final TreeMap<Long, Map<String, Version>> changes = new TreeMap<>();
    private final Map<String, TreeMap<Long, Version>> versions = new TreeMap<>();
    private final List<Change> unsure = new ArrayList<>();
    private long compacted;

    private WatchTruth(WatchFindings findings) {
        this.findings = findings;
    }

    static WatchTruth of(List<Call<WatchRequest, WatchAnswer>> calls, WatchFindings findings) {
        WatchTruth truth = new WatchTruth(findings);
        truth.collect(calls);
        truth.reveal(calls);
        truth.replay();
        return truth;
    }

    private static WatchRequest.Write write(Call<WatchRequest, WatchAnswer> call) {
        return (WatchRequest.Write) call.input();
    }

    private void collect(List<Call<WatchRequest, WatchAnswer>> calls) {
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.input() instanceof WatchRequest.Write write) {
                writes.put(write.number(), call);
                write.changes().stream()
                        .map(Change::value)
                        .filter(java.util.Objects::nonNull)
                        .forEach(value -> writeOfValue.put(value, write.number()));
                if (call.completion() == Completion.FAIL) {
                    never.add(write.number());
                } else if (call.output() instanceof WatchAnswer.Written written) {
                    place(call, written.revision(), written.deleted());
                }
            }
            if (call.output() instanceof WatchAnswer.State state) {
                compacted = Math.max(compacted, state.compactRevision());
            }
            if (call.output() instanceof WatchAnswer.Told told) {
                compacted = Math.max(compacted, told.item().compactRevision());
            }
        }
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.input() instanceof WatchRequest.Resolve resolve) {
                Call<WatchRequest, WatchAnswer> write = writes.get(resolve.number());
                if (write != null && call.output() instanceof WatchAnswer.Written written) {
                    place(write, written.revision(), written.deleted());
                } else if (call.output() instanceof WatchAnswer.NotWritten) {
                    never.add(resolve.number());
                }
            }
        }
    }

    private void place(Call<WatchRequest, WatchAnswer> call, long revision, @Nullable List<String> deleted) {
        WatchRequest.Write write = write(call);
        boolean deletesOnly = write.changes().stream().allMatch(change -> change.value() == null);
        if (deletesOnly && deleted != null && deleted.isEmpty()) {
            // It met nothing and made no revision; where it stands does not matter.
            placedByNumber.put(write.number(), new Placed(call, 0, deleted));
            return;
        }
        Placed here = new Placed(call, revision, deleted);
        placedByNumber.put(write.number(), here);
        Placed other = placed.put(revision, here);
        if (other != null && !other.call().equals(call)) {
            findings.add(WatchPredicate.FROM_NOWHERE, "two writes at revision " + revision, other.call(), call);
        }
    }

    /** Puts first: they say whose they are. */
    private void reveal(List<Call<WatchRequest, WatchAnswer>> calls) {
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            statesTold(call).forEach(state -> {
                Long number = writeOfValue.get(state.value());
                if (number != null && !placedByNumber.containsKey(number) && !never.contains(number)) {
                    place(there(writes.get(number)), state.modRevision(), null);
                }
            });
        }
        for (Call<WatchRequest, WatchAnswer> call : calls) {
            if (call.output() instanceof WatchAnswer.Told told) {
                told.item().events().stream()
                        .filter(event -> !event.put() && !placed.containsKey(event.revision()))
                        .forEach(event -> revealDeletion(event, call));
            }
        }
    }

    private void revealDeletion(ToldEvent event, Call<WatchRequest, WatchAnswer> told) {
        writes.values().stream()
                .filter(call -> !placedByNumber.containsKey(write(call).number())
                        && !never.contains(write(call).number())
                        && call.invokedAt() < told.endedAt()
                        && write(call).changes().stream().anyMatch(change -> change.deletes(event.key())))
                .findFirst()
                .ifPresent(call -> place(call, event.revision(), null));
    }

    private static List<ToldState> statesTold(Call<WatchRequest, WatchAnswer> call) {
        List<ToldState> states = new ArrayList<>();
        if (call.output() instanceof WatchAnswer.Told told) {
            states.addAll(told.item().entries());
            for (ToldEvent event : told.item().events()) {
                if (event.put()) {
                    states.add(event.state());
                }
                if (event.previous() != null) {
                    states.add(event.previous());
                }
            }
        } else if (call.output() instanceof WatchAnswer.State state) {
            states.addAll(state.entries());
        }
        return states;
    }

    private void replay() {
        TreeMap<String, ToldState> now = new TreeMap<>();
        for (Placed here : placed.values()) {
            Map<String, Version> made = new LinkedHashMap<>();
            List<Change> asked = write(here.call()).changes();
            for (int i = 0; i < asked.size(); i++) {
                Change change = asked.get(i);
                if (change.value() != null) {
                    ToldState before = now.get(change.key());
                    ToldState after = new ToldState(
                            change.key(),
                            change.value(),
                            before == null ? here.revision() : before.createRevision(),
                            here.revision(),
                            before == null ? 1 : before.version() + 1);
                    now.put(change.key(), after);
                    made.put(change.key(), new Version(here.revision(), after, i, here.call()));
                } else {
                    for (String key : deletedBy(change, here, now)) {
                        now.remove(key);
                        made.put(key, new Version(here.revision(), null, change.to() == null ? i : -1, here.call()));
                    }
                }
            }
            changes.put(here.revision(), made);
            made.forEach((key, version) ->
                    versions.computeIfAbsent(key, k -> new TreeMap<>()).put(here.revision(), version));
        }
        for (Call<WatchRequest, WatchAnswer> call : writes.values()) {
            long number = write(call).number();
            if (!placedByNumber.containsKey(number) && !never.contains(number)) {
                unsure.addAll(write(call).changes());
            }
        }
    }

    private static List<String> deletedBy(Change change, Placed here, NavigableMap<String, ToldState> now) {
        List<String> told = here.deleted();
        return (told == null ? List.copyOf(now.keySet()) : told)
                .stream().filter(change::deletes).toList();
    }

    /** Whether a write of this key may have happened or not, and nobody knows when. */
    boolean isUnsure(String key) {
        return unsure.stream()
                .anyMatch(change -> change.value() != null ? change.key().equals(key) : change.deletes(key));
    }

    /** Greatest revision that is known to have been compacted. */
    long compacted() {
        return compacted;
    }

    /** What changed at this revision, by key, in the order of the write. */
    Map<String, Version> changesAt(long revision) {
        return changes.getOrDefault(revision, Map.of());
    }

    /** Revisions above {@code after} and up to {@code upTo}, with what changed. */
    NavigableMap<Long, Map<String, Version>> between(long after, long upTo) {
        return after >= upTo ? Collections.emptyNavigableMap() : changes.subMap(after, false, upTo, true);
    }

    /** The key just before this revision; null: it was not there. */
    @Nullable
    ToldState before(String key, long revision) {
        Map.Entry<Long, Version> found =
                versions.getOrDefault(key, new TreeMap<>()).lowerEntry(revision);
        return found == null ? null : found.getValue().state();
    }

    /** Whether the key changed again after this revision. */
    boolean changedAfter(String key, long revision) {
        return versions.getOrDefault(key, new TreeMap<>()).higherKey(revision) != null;
    }

    /** Keys of the range at this revision. */
    Map<String, ToldState> stateAt(WatchSpec range, long revision) {
        Map<String, ToldState> state = new TreeMap<>();
        versions.forEach((key, all) -> {
            Map.Entry<Long, Version> found = all.floorEntry(revision);
            if (range.covers(key) && found != null && found.getValue().state() != null) {
                state.put(key, found.getValue().state());
            }
        });
        return state;
    }

    /** What is known of the write that this value names; null: nobody wrote it. */
    @Nullable
    Call<WatchRequest, WatchAnswer> writerOf(String value) {
        Long number = writeOfValue.get(value);
        return number == null ? null : writes.get(number);
    }

    /** Whether the write claimed not to have happened. */
    boolean never(Call<WatchRequest, WatchAnswer> write) {
        return never.contains(write(write).number());
    }

    private static <T> T there(@Nullable T value) {
        return java.util.Objects.requireNonNull(value);
    }
}
