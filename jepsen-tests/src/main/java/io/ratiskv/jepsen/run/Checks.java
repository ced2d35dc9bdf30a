package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import io.ratiskv.jepsen.cluster.WaitedInVainException;
import java.util.List;
import java.util.concurrent.Callable;

/** Verdicts about the run as a whole. */
final class Checks {
    private Checks() {}

    /** As {@link #ask}, but what did not come in time is undecided: nothing was seen that must not be. */
    static Verdict compare(String name, Callable<String> question) {
        try {
            return Verdict.of(name, 1, question.call(), List.of());
        } catch (WaitedInVainException e) {
            return Verdict.unknown(name, 0, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            return violated(name, e);
        }
    }

    /** Valid if the question has an answer, which is then the summary; a failure is a violation and says why. */
    static Verdict ask(String name, Callable<String> question) {
        try {
            return Verdict.of(name, 1, question.call(), List.of());
        } catch (Exception e) {
            return violated(name, e);
        }
    }

    private static Verdict violated(String name, Exception e) {
        String why = String.valueOf(e.getMessage());
        String firstLine = why.lines().findFirst().orElse(why);
        return Verdict.of(name, 1, firstLine, List.of(new Violation(why, List.of())));
    }
}
