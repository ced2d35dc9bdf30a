package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import java.util.List;
import java.util.concurrent.Callable;

/** Verdicts about the run as a whole. */
final class Checks {
    private Checks() {}

    /** Valid if the question has an answer, which is then the summary; a failure is a violation and says why. */
    static Verdict ask(String name, Callable<String> question) {
        try {
            return Verdict.of(name, 1, question.call(), List.of());
        } catch (Exception e) {
            String why = String.valueOf(e.getMessage());
            String firstLine = why.lines().findFirst().orElse(why);
            return Verdict.of(name, 1, firstLine, List.of(new Violation(why, List.of())));
        }
    }
}
