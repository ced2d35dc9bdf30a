package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.BankRequest;
import io.ratiskv.jepsen.history.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Judges a bank: each read finds all the money there is, and no account below zero. Catches reads that are no snapshot and
 * transfers that are torn, lost in part or applied over one another; a read that is merely old passes.
 */
public final class BankCheck {
    /** Reads told of. */
    static final int MOST_REPORTED = 50;

    private BankCheck() {}

    /** The same with counts; {@code UNKNOWN} if nothing was read. */
    public static Verdict verdict(List<Call<BankRequest, Map<String, Long>>> calls, long total) {
        List<Violation> violations = check(calls, total);
        long reads = calls.stream().filter(BankCheck::isRead).count();
        String summary = reads + " reads, "
                + calls.stream().filter(c -> c.ok() && !isRead(c)).count() + " transfers";
        return reads == 0
                ? Verdict.unknown("bank", calls.size(), "nothing was read: " + summary)
                : Verdict.of("bank", calls.size(), summary, violations);
    }

    /** Every read that cannot be, at most {@value #MOST_REPORTED}; empty: the money is all there at any time. */
    public static List<Violation> check(List<Call<BankRequest, Map<String, Long>>> calls, long total) {
        List<Violation> violations = new ArrayList<>();
        for (Call<BankRequest, Map<String, Long>> call : calls) {
            if (isRead(call) && violations.size() < MOST_REPORTED) {
                Map<String, Long> balances = Answers.of(call);
                long sum = balances.values().stream().mapToLong(Long::longValue).sum();
                if (sum != total) {
                    violations.add(new Violation("wrong total: " + sum + " in place of " + total, List.of(call)));
                }
                balances.forEach((account, balance) -> {
                    if (balance < 0) {
                        violations.add(new Violation("negative balance: " + account + " = " + balance, List.of(call)));
                    }
                });
            }
        }
        return violations;
    }

    private static boolean isRead(Call<BankRequest, ?> call) {
        return call.ok() && call.input() instanceof BankRequest.ReadAll;
    }
}
