package io.ratiskv.jepsen.checker;

import java.util.List;

/**
 * What one checker found.
 *
 * @param checker its name: {@code linearizable}, {@code strict-serializable}, …
 * @param result never {@code VALID} when a limit kept the checker from an answer
 * @param judged number of calls that were looked at
 * @param summary one line for the table: what was judged, or why it is unknown
 * @param violations why the history cannot be; empty unless {@code INVALID}
 */
public record Verdict(String checker, Result result, long judged, String summary, List<Violation> violations) {
    /** The three answers; anything but {@code VALID} is red. */
    public enum Result {
        VALID,
        INVALID,
        /** A limit of time or memory was met before an answer was found. */
        UNKNOWN
    }

    public Verdict {
        violations = List.copyOf(violations);
    }

    /** {@code VALID} exactly if there are no violations. */
    public static Verdict of(String checker, long judged, String summary, List<Violation> violations) {
        return new Verdict(checker, violations.isEmpty() ? Result.VALID : Result.INVALID, judged, summary, violations);
    }

    /** A limit was met. */
    public static Verdict unknown(String checker, long judged, String why) {
        return new Verdict(checker, Result.UNKNOWN, judged, why, List.of());
    }

    /** Whether nothing is wrong and everything was looked at. */
    public boolean valid() {
        return result == Result.VALID;
    }
}
