package io.ratiskv.jepsen.matrix;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The matrix for people: a line for each trial as it ends, and Markdown at the end. */
final class MatrixTable {
    private final PrintStream out;

    MatrixTable(PrintStream out) {
        this.out = out;
    }

    /** One line, at once. */
    void line(Trial trial) {
        String verdict = trial.sabotaged()
                ? trial.asItShouldBe() ? "caught by " + String.join(", ", trial.caught()) : "SURVIVED"
                : trial.asItShouldBe() ? "silent" : "FALSE ALARM of " + String.join(", ", all(trial));
        out.printf(
                Locale.ROOT,
                "%-26s %-8s %5.1f s  seed %-4d %7d calls  %s%n",
                trial.mutant().name(),
                trial.sabotaged() ? "broken" : "clean",
                trial.seconds(),
                trial.seed(),
                trial.calls(),
                verdict);
        if (!trial.faults().isEmpty() || !trial.skipped().isEmpty()) {
            out.println("    faults " + counted(trial.faults()) + trial.skipped());
        }
        if (!trial.said().isEmpty()) {
            out.println("    " + trial.said());
        }
        if (!trial.undecided().isEmpty()) {
            out.println("    undecided " + String.join(", ", trial.undecided()));
        }
        if (trial.sabotaged() && !trial.others().isEmpty()) {
            out.println("    also " + String.join(", ", trial.others()));
        }
        out.flush();
    }

    /** Tables ready for the README. */
    void markdown(List<Trial> broken, List<Trial> clean) {
        out.println();
        out.println("| sabotage | what is broken | run | caught by | after | seed |");
        out.println("|---|---|---|---|---|---|");
        for (Trial trial : broken) {
            out.printf(
                    Locale.ROOT,
                    "| `%s` | %s | %s | %s | %.0f s | %d |%n",
                    trial.mutant().name(),
                    trial.mutant().breaks(),
                    what(trial.mutant()),
                    trial.asItShouldBe() ? judges(trial.caught()) : "**survived**",
                    trial.seconds(),
                    trial.seed());
        }
        if (!clean.isEmpty()) {
            out.println();
            out.println("| nothing broken | calls | said | took | seed |");
            out.println("|---|---|---|---|---|");
        }
        for (Trial trial : clean) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %,d | %s | %.0f s | %d |%n",
                    what(trial.mutant()),
                    trial.calls(),
                    trial.asItShouldBe() ? "nothing" : "**" + String.join(", ", all(trial)) + "**",
                    trial.seconds(),
                    trial.seed());
        }
        out.flush();
    }

    private static String what(Mutant mutant) {
        return String.join(", ", mutant.workloads())
                + (mutant.faults().isEmpty() ? "" : " under " + String.join(", ", mutant.faults()))
                + (mutant.members() == 3 ? "" : ", " + mutant.members() + " members");
    }

    private static String judges(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static List<String> all(Trial trial) {
        return java.util.stream.Stream.concat(trial.caught().stream(), trial.others().stream())
                .toList();
    }

    private static String counted(List<String> faults) {
        Map<String, Long> counts =
                faults.stream().collect(Collectors.groupingBy(f -> f, TreeMap::new, Collectors.counting()));
        return counts.toString();
    }
}
