package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.PlaceAnswer;
import io.ratiskv.jepsen.history.PlaceRequest;
import io.ratiskv.jepsen.history.Recorded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges ranges that have room for a few keys. Who counts fewer than the limit puts one more in, in one transaction: if the
 * count is not protected from keys that come in meanwhile, there are soon too many. Keys are never deleted, so also: whoever
 * comes after an acknowledged key finds it, claims of one range that went through found different counts, and what is found
 * was put in by somebody.
 */
public final class PhantomCheck {
    private final int limit;
    private final List<Violation> violations = new ArrayList<>();

    private PhantomCheck(int limit) {
        this.limit = limit;
    }

    /** The same with counts; {@code UNKNOWN} if no range was ever full. */
    public static Verdict verdict(List<Call<PlaceRequest, PlaceAnswer>> calls, int limit) {
        List<Violation> violations = check(calls, limit);
        long full = calls.stream()
                .filter(c -> c.ok() && Answers.of(c).found().size() >= limit)
                .map(c -> c.input().range())
                .distinct()
                .count();
        String summary = full + " ranges filled to " + limit;
        return violations.isEmpty() && full == 0
                ? Verdict.unknown("phantom", calls.size(), "no range was seen full")
                : Verdict.of("phantom", calls.size(), summary, violations);
    }

    /**
     * Everything that is wrong.
     *
     * @param limit most keys of a range
     */
    public static List<Violation> check(List<Call<PlaceRequest, PlaceAnswer>> calls, int limit) {
        PhantomCheck check = new PhantomCheck(limit);
        Map<String, List<Call<PlaceRequest, PlaceAnswer>>> ranges = new HashMap<>();
        calls.forEach(c -> ranges.computeIfAbsent(c.input().range(), r -> new ArrayList<>())
                .add(c));
        ranges.values().forEach(check::checkRange);
        return check.violations;
    }

    private void checkRange(List<Call<PlaceRequest, PlaceAnswer>> calls) {
        Map<String, Call<PlaceRequest, PlaceAnswer>> claims = new HashMap<>();
        Map<Integer, Call<PlaceRequest, PlaceAnswer>> byCount = new HashMap<>();
        for (Call<PlaceRequest, PlaceAnswer> call : calls) {
            if (call.input() instanceof PlaceRequest.Claim claim) {
                claims.put(claim.key(), call);
            }
            if (!call.ok()) {
                continue;
            }
            PlaceAnswer answer = Answers.of(call);
            int size = answer.found().size();
            if (size > limit || (answer.placed() && size >= limit)) {
                report("more than " + limit + " keys", call);
            }
            if (answer.placed()) {
                Call<PlaceRequest, PlaceAnswer> other = byCount.put(size, call);
                if (other != null) {
                    report("two claims that went through both counted " + size, other, call);
                }
            } else if (call.input() instanceof PlaceRequest.Claim && size < limit) {
                report("a claim did not go through although there was room", call);
            }
        }
        calls.stream().filter(Recorded::ok).forEach(call -> checkFound(call, claims));
    }

    private void checkFound(Call<PlaceRequest, PlaceAnswer> call, Map<String, Call<PlaceRequest, PlaceAnswer>> claims) {
        Set<String> found = new HashSet<>(Answers.of(call).found());
        if (found.size() < Answers.of(call).found().size()) {
            report("a key was found twice", call);
        }
        for (String key : found) {
            Call<PlaceRequest, PlaceAnswer> claim = claims.get(key);
            if (claim == null) {
                report("a key that nobody put in was found: " + key, call);
            } else if (claim.completion() == Completion.FAIL
                    || (claim.ok() && !Answers.of(claim).placed())) {
                report("a key was found whose claim said that it did not go through", claim, call);
            } else if (claim.invokedAt() > call.endedAt()) {
                report("a key was found before its claim began", call, claim);
            }
        }
        claims.forEach((key, claim) -> {
            boolean mustBeThere = claim.ok() && Answers.of(claim).placed() && claim.endedAt() < call.invokedAt();
            if (mustBeThere && !found.contains(key)) {
                report("an acknowledged key was not found", claim, call);
            }
        });
    }

    private void report(String reason, Recorded... calls) {
        violations.add(new Violation(reason, List.of(calls)));
    }
}
