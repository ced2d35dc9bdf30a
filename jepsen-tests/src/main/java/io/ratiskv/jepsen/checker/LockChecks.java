package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.LockAnswer;
import io.ratiskv.jepsen.history.LockRequest;
import io.ratiskv.jepsen.history.Recorded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges locks whose holders write what the lock protects:
 *
 * <ul>
 *   <li>{@code fenced-effects}: in the order of revisions, no effect of an older fence comes after one of a newer fence; and
 *       a write that was refused had none;
 *   <li>{@code fences-rise}: who got the lock later has the greater fence, and each fence was given out once;
 *   <li>{@code exclusion}: nobody got the lock while another holder's client said that it held it.
 * </ul>
 *
 * <p>Effects are what holders were told and what a watch told, so that a write that ended unknown counts once it is seen.
 */
public final class LockChecks {
    /** A write that took effect. */
    private record Effect(long fence, String value, long revision, Call<LockRequest, LockAnswer> call) {}

    /** Somebody had the lock. */
    private record Hold(
            long fence,
            Call<LockRequest, LockAnswer> acquired,
            @Nullable Call<LockRequest, LockAnswer> released) {}

    private final List<Call<LockRequest, LockAnswer>> calls;
    private final Map<String, TreeMap<Long, Effect>> effects = new TreeMap<>();
    private final Map<String, List<Hold>> holds = new TreeMap<>();
    private final List<Violation> overlaps = new ArrayList<>();
    private final List<Violation> order = new ArrayList<>();
    private final List<Violation> exclusion = new ArrayList<>();
    private long overlapping;
    private long refused;

    private LockChecks(List<Call<LockRequest, LockAnswer>> calls) {
        this.calls = calls;
    }

    /** The three verdicts. */
    public static List<Verdict> verdicts(List<Call<LockRequest, LockAnswer>> calls) {
        LockChecks checks = judged(calls);
        long written = checks.effects.values().stream().mapToLong(Map::size).sum();
        long held = checks.holds.values().stream().mapToLong(List::size).sum();
        long sure = checks.holds.values().stream()
                .flatMap(List::stream)
                .filter(LockChecks::sure)
                .count();
        return List.of(
                verdict(
                        "fenced-effects",
                        written,
                        written + " effects, " + checks.refused + " refused, " + checks.overlapping + " overlapping",
                        checks.overlaps),
                verdict("fences-rise", held, held + " times held", checks.order),
                verdict("exclusion", sure, sure + " holds that their clients were sure of", checks.exclusion));
    }

    /** Effects of an older fence after one of a newer. */
    public static long overlapping(List<Call<LockRequest, LockAnswer>> calls) {
        return judged(calls).overlapping;
    }

    private static LockChecks judged(List<Call<LockRequest, LockAnswer>> calls) {
        LockChecks checks = new LockChecks(calls);
        checks.collect();
        checks.effects.forEach(checks::judgeEffects);
        checks.holds.forEach(checks::judgeHolds);
        return checks;
    }

    private static Verdict verdict(String name, long judged, String summary, List<Violation> violations) {
        return judged == 0 && violations.isEmpty()
                ? Verdict.unknown(name, 0, "nothing happened that could be judged")
                : Verdict.of(name, judged, summary, violations);
    }

    private void collect() {
        Map<String, Call<LockRequest, LockAnswer>> writes = new HashMap<>();
        Map<String, Map<Long, Call<LockRequest, LockAnswer>>> releases = new HashMap<>();
        for (Call<LockRequest, LockAnswer> call : calls) {
            if (call.input() instanceof LockRequest.Write write) {
                writes.put(write.value(), call);
                refused += call.completion() == Completion.FAIL ? 1 : 0;
                if (call.output() instanceof LockAnswer.At at) {
                    effect(write.lock(), new Effect(write.fence(), write.value(), at.revision(), call));
                }
            } else if (call.input() instanceof LockRequest.Release release) {
                releases.computeIfAbsent(release.lock(), l -> new HashMap<>()).put(release.fence(), call);
            }
        }
        for (Call<LockRequest, LockAnswer> call : calls) {
            String lock = call.input().lock();
            if (call.output() instanceof LockAnswer.Effect told) {
                effect(lock, new Effect(told.fence(), told.value(), told.revision(), call));
                Call<LockRequest, LockAnswer> write = writes.get(told.value());
                if (write == null || write.completion() == Completion.FAIL) {
                    report(overlaps, "refused: an effect of a write that was refused or never asked for", write, call);
                }
            } else if (call.output() instanceof LockAnswer.Acquired acquired) {
                holds.computeIfAbsent(lock, l -> new ArrayList<>())
                        .add(new Hold(
                                acquired.fence(),
                                call,
                                releases.getOrDefault(lock, Map.of()).get(acquired.fence())));
            }
        }
    }

    /** The holder's own call rather than the watch's, whichever comes first. */
    private void effect(String lock, Effect effect) {
        Effect other = effects.computeIfAbsent(lock, l -> new TreeMap<>()).putIfAbsent(effect.revision(), effect);
        if (other != null && !other.value().equals(effect.value())) {
            report(overlaps, "refused: two effects at revision " + effect.revision(), other.call(), effect.call());
        }
    }

    private void judgeEffects(String lock, NavigableMap<Long, Effect> all) {
        Effect newest = null;
        for (Effect effect : all.values()) {
            if (newest != null && effect.fence() < newest.fence()) {
                overlapping++;
                report(
                        overlaps,
                        "overlap: " + lock + ": fence " + effect.fence() + " took effect at " + effect.revision()
                                + ", after fence " + newest.fence() + " at " + newest.revision(),
                        newest.call(),
                        effect.call());
            } else {
                newest = effect;
            }
        }
    }

    private void judgeHolds(String lock, List<Hold> all) {
        all.sort(Comparator.comparingInt(hold -> hold.acquired().endedAt()));
        Map<Long, Hold> byFence = new HashMap<>();
        Hold newest = null;
        for (Hold hold : all) {
            Hold same = byFence.put(hold.fence(), hold);
            if (same != null) {
                report(order, "twice: fence " + hold.fence() + " of " + lock, same.acquired(), hold.acquired());
            }
            // Only acquisitions that did not overlap are in a known order.
            if (newest != null
                    && newest.acquired().endedAt() < hold.acquired().invokedAt()
                    && newest.fence() > hold.fence()) {
                report(order, "falls: fence of " + lock, newest.acquired(), hold.acquired());
            }
            newest = newest == null || hold.fence() > newest.fence() ? hold : newest;
        }
        for (Hold hold : all) {
            if (sure(hold)) {
                judgeExclusion(lock, hold, all);
            }
        }
    }

    private static boolean sure(Hold hold) {
        Call<LockRequest, LockAnswer> released = hold.released();
        return released != null && released.input() instanceof LockRequest.Release release && release.held();
    }

    private void judgeExclusion(String lock, Hold hold, List<Hold> all) {
        Call<LockRequest, LockAnswer> released = java.util.Objects.requireNonNull(hold.released());
        for (Hold other : all) {
            if (!other.equals(hold)
                    && other.acquired().endedAt() > hold.acquired().endedAt()
                    && other.acquired().endedAt() < released.invokedAt()) {
                report(
                        exclusion,
                        "together: " + lock + " was given to fence " + other.fence() + " while fence " + hold.fence()
                                + " was sure of it",
                        hold.acquired(),
                        other.acquired(),
                        released);
            }
        }
    }

    private static void report(List<Violation> to, String reason, @Nullable Recorded... shown) {
        if (to.size() < Findings.MOST_REPORTED) {
            List<Recorded> there = new ArrayList<>();
            for (Recorded call : shown) {
                if (call != null) {
                    there.add(call);
                }
            }
            to.add(new Violation(reason, there));
        }
    }
}
