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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Whether members printed an error that nobody expects: a promise can hold by luck where a thread has died. */
final class LogCheck {
    /** Unexpected lines told of. */
    private static final int MOST_REPORTED = 20;

    private static final Pattern ALARMING = Pattern.compile(
            "\\bERROR\\b|\\bFATAL\\b|Exception in thread|OutOfMemoryError|StackOverflowError|SIGSEGV|AssertionError");

    /** Faults of disks and files: a member that suffers them says so, and ends itself where it cannot go on. */
    private static final Set<String> DISKS =
            Set.of("failing-fsync", "disk-full", "power-cut", "torn-tail", "bit-flip", "wipe-one", "wipe-leader");

    /** Members find a disk that is not theirs. */
    private static final Set<String> WRONG_DISKS = Set.of("swap-disks");

    /** Members are told to stop while others go on. */
    private static final Set<String> STOPS = Set.of("rolling-restart", "remove-member", "stale-disk");

    /** Errors that faults lead to by design. */
    private static final List<Expected> EXPECTED = List.of(
            new Expected("i\\.r\\.server\\.KvServerMain ", DISKS, "the sentence with which a member ends itself"),
            new Expected("ERROR .* o\\.a\\.r(atis)?\\.", DISKS, "Ratis, of the disk that failed, before that sentence"),
            new Expected("SnapshotArchive .* Set aside as", DISKS, "a damaged snapshot is not used"),
            new Expected("StateLoader The live store cannot be used", DISKS, "a damaged store is made anew"),
            new Expected(
                    "i\\.r\\.server\\.KvServerMain .* belongs to member ",
                    WRONG_DISKS,
                    "the sentence with which a member refuses another's disk"),
            new Expected(
                    "ERROR .* Failed appendEntries\\* ",
                    "ServerNotReadyException: .* current state is CLOSING$",
                    STOPS,
                    "Ratis, of entries that reach a member while it stops: refused, and sent again when it is back"));

    /**
     * An error that is no news.
     *
     * @param line part of it, as a regular expression
     * @param next part of the line after it, where a stack trace names its exception
     * @param faults one of which must have been at work in this run
     * @param reason why it is printed
     */
    private record Expected(Pattern line, Pattern next, Set<String> faults, String reason) {
        Expected(String line, Set<String> faults, String reason) {
            this(line, "", faults, reason);
        }

        Expected(String line, String next, Set<String> faults, String reason) {
            this(Pattern.compile(line), Pattern.compile(next), faults, reason);
        }

        boolean is(String found, String after, Set<String> atWork) {
            return !Collections.disjoint(faults, atWork)
                    && line.matcher(found).find()
                    && next.matcher(after).find();
        }
    }

    private LogCheck() {}

    /**
     * Looks at every log.
     *
     * @param logs by member
     * @param faults kinds that were at work
     */
    static Verdict verdict(Map<String, Path> logs, Set<String> faults) {
        List<Violation> violations = new ArrayList<>();
        long lines = 0;
        long expected = 0;
        for (Map.Entry<String, Path> log : new TreeMap<>(logs).entrySet()) {
            try (BufferedReader reader = reader(log.getValue())) {
                String next = reader.readLine();
                while (next != null) {
                    String line = next;
                    next = reader.readLine();
                    lines++;
                    if (line.startsWith("--- ") || !ALARMING.matcher(line).find()) {
                        continue;
                    }
                    if (isExpected(line, next == null ? "" : next, faults)) {
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

    private static boolean isExpected(String line, String next, Set<String> faults) {
        return EXPECTED.stream().anyMatch(expected -> expected.is(line, next, faults));
    }

    // A member that is killed while it writes may leave half a character.
    private static BufferedReader reader(Path log) throws IOException {
        return new BufferedReader(
                new java.io.InputStreamReader(Files.newInputStream(log), StandardCharsets.ISO_8859_1));
    }
}
