package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.RevisionAnswer;
import io.ratiskv.jepsen.history.RevisionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges reads that say how old they may be: whatever was told to any client longer ago than that, before the read began, is in
 * its answer. Told by store revision, so all keys count; and each read finds what was there at its revision.
 */
public final class BoundedStaleness {
    private BoundedStaleness() {}

    /** The same with counts; {@code UNKNOWN} if no read was bounded. */
    public static Verdict verdict(List<Call<RevisionRequest, RevisionAnswer>> calls, Duration slack) {
        long bounded = calls.stream().filter(c -> maxAge(c) != null).count();
        String summary = bounded + " bounded reads";
        return bounded == 0
                ? Verdict.unknown("bounded-staleness", calls.size(), "no read had a bound")
                : Verdict.of("bounded-staleness", calls.size(), summary, check(calls, slack));
    }

    /**
     * Everything that is wrong.
     *
     * @param slack added to each bound, for clocks that do not run alike; zero if they do
     */
    public static List<Violation> check(List<Call<RevisionRequest, RevisionAnswer>> calls, Duration slack) {
        List<Violation> violations = new ArrayList<>();
        List<Call<RevisionRequest, RevisionAnswer>> told =
                new ArrayList<>(calls.stream().filter(Call::ok).toList());
        told.sort(Comparator.comparingInt(Call::endedAt));
        // The newest of all that had ended by then.
        List<Call<RevisionRequest, RevisionAnswer>> newest = new ArrayList<>();
        for (Call<RevisionRequest, RevisionAnswer> call : told) {
            Call<RevisionRequest, RevisionAnswer> best = newest.isEmpty() ? call : newest.get(newest.size() - 1);
            newest.add(Answers.of(call).revision() > Answers.of(best).revision() ? call : best);
        }
        for (Call<RevisionRequest, RevisionAnswer> call : told) {
            Duration maxAge = maxAge(call);
            if (maxAge != null) {
                int before = toldBefore(told, call, maxAge.plus(slack).toNanos());
                if (before > 0
                        && Answers.of(newest.get(before - 1)).revision()
                                > Answers.of(call).revision()) {
                    violations.add(new Violation(
                            "a read that was to be at most " + maxAge.toMillis()
                                    + " ms old did not see what had been told longer ago",
                            List.of(newest.get(before - 1), call)));
                }
            }
        }
        violations.addAll(SnapshotTruth.check(calls));
        return violations;
    }

    private static @Nullable Duration maxAge(Call<RevisionRequest, RevisionAnswer> call) {
        return call.ok() && call.input() instanceof RevisionRequest.Read read ? read.maxAge() : null;
    }

    /** How many calls had ended so long before this one began. */
    private static int toldBefore(
            List<Call<RevisionRequest, RevisionAnswer>> told,
            Call<RevisionRequest, RevisionAnswer> read,
            long ageNanos) {
        int low = 0;
        int high = told.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            Call<RevisionRequest, RevisionAnswer> call = told.get(middle);
            boolean longAgo = call.endedAt() < read.invokedAt() && read.invokedNanos() - call.endedNanos() >= ageNanos;
            low = longAgo ? middle + 1 : low;
            high = longAgo ? high : middle;
        }
        return low;
    }
}
