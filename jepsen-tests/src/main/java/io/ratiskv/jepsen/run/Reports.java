package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.report.Page;
import io.ratiskv.jepsen.report.Report;
import io.ratiskv.jepsen.report.Report.Fact;
import io.ratiskv.jepsen.report.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Tells people how a run ended. */
public final class Reports {
    private static final int FILES_MAX = 200;

    private Reports() {}

    /** Writes {@code report.html} into the run's directory. */
    public static Path write(RunOutcome outcome) {
        try {
            Files.createDirectories(outcome.directory());
            return Files.writeString(outcome.directory().resolve("report.html"), Page.of(report(outcome)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A table for the terminal. */
    public static String summary(RunOutcome outcome) {
        return Summary.of(report(outcome));
    }

    /** One line for each of several runs. */
    public static String lines(List<RunOutcome> outcomes) {
        StringBuilder text = new StringBuilder();
        for (RunOutcome outcome : outcomes) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-16s seed %-12d %,4d s  %-9s %s%n",
                    outcome.plan().name(),
                    outcome.plan().seed(),
                    outcome.took().toSeconds(),
                    outcome.status(),
                    String.join(", ", outcome.violated())));
        }
        return text.toString();
    }

    static Report report(RunOutcome outcome) {
        RunPlan plan = outcome.plan();
        return new Report(
                plan.sabotage().map(m -> "Sabotaged: " + m).orElse("Run of " + plan.name()),
                Report.Result.valueOf(outcome.status().name()),
                facts(outcome),
                plan.command(),
                plan.duration(),
                outcome.workloads(),
                outcome.checks(),
                outcome.faults(),
                outcome.skippedFaults(),
                files(outcome.directory()));
    }

    private static List<Fact> facts(RunOutcome outcome) {
        RunPlan plan = outcome.plan();
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("Seed", Long.toString(plan.seed())),
                new Fact("Members", plan.members() + (plan.hosts() ? ", hosts of their own" : ", on loopback")),
                new Fact("Under faults", plan.duration().toSeconds() + " s"),
                new Fact("Whole run", outcome.took().toSeconds() + " s"),
                new Fact("Calls recorded", String.format(Locale.ROOT, "%,d", outcome.calls())),
                new Fact(
                        "Most calls per second",
                        plan.opsPerSecond() > 0
                                ? String.format(Locale.ROOT, "%,.0f", plan.opsPerSecond())
                                : "no limit"),
                new Fact("Faults", plan.faults().isEmpty() ? "none" : String.join(", ", plan.faults())),
                new Fact("A fault about every", plan.faultInterval().toMillis() + " ms"),
                new Fact("Workloads", String.join(", ", plan.workloads()))));
        plan.sabotage().ifPresent(mechanism -> facts.add(new Fact("Sabotaged", mechanism)));
        plan.settings().forEach((key, value) -> facts.add(new Fact(key, value)));
        return facts;
    }

    /** Logs and histories below the directory, relative to it. */
    private static List<String> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> found = Files.find(
                directory,
                2,
                (path, attributes) -> attributes.isRegularFile()
                        && (path.toString().endsWith(".log") || path.toString().endsWith(".edn")))) {
            return found.map(path -> directory.relativize(path).toString())
                    .sorted()
                    .limit(FILES_MAX)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
