package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.checker.Violation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Whether members printed an error that nobody expects: a promise can hold by luck where a thread has died. */
final class LogCheck {
    /** Unexpected lines told of. */
    private static final int MOST_REPORTED = 20;

    private static final Pattern ALARMING = Pattern.compile(
            "\\bERROR\\b|\\bFATAL\\b|Exception in thread|OutOfMemoryError|StackOverflowError|SIGSEGV|AssertionError");

    /** Errors that faults lead to by design, each with the reason. */
    static final Map<Pattern, String> EXPECTED = Map.of();

    private LogCheck() {}

    /**
     * Looks at every log.
     *
     * @param logs by member
     */
    static Verdict verdict(Map<String, Path> logs) {
        List<Violation> violations = new ArrayList<>();
        long lines = 0;
        long expected = 0;
        for (Map.Entry<String, Path> log : new TreeMap<>(logs).entrySet()) {
            try (BufferedReader reader = reader(log.getValue())) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines++;
                    if (line.startsWith("--- ") || !ALARMING.matcher(line).find()) {
                        continue;
                    }
                    if (isExpected(line)) {
                        expected++;
                    } else if (violations.size() < MOST_REPORTED) {
                        violations.add(new Violation(log.getKey() + ": " + line, List.of()));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Verdict.of(
                "logs",
                lines,
                violations.isEmpty()
                        ? expected == 0 ? "no error" : "no error but " + expected + " expected ones"
                        : "unexpected errors",
                violations);
    }

    private static boolean isExpected(String line) {
        return EXPECTED.keySet().stream()
                .anyMatch(pattern -> pattern.matcher(line).find());
    }

    // A member that is killed while it writes may leave half a character.
    private static BufferedReader reader(Path log) throws IOException {
        return new BufferedReader(
                new java.io.InputStreamReader(Files.newInputStream(log), StandardCharsets.ISO_8859_1));
    }
}
