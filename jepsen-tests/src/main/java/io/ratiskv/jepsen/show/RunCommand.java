package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.cluster.Hosts;
import io.ratiskv.jepsen.run.Progress;
import io.ratiskv.jepsen.run.Reports;
import io.ratiskv.jepsen.run.RunOutcome;
import io.ratiskv.jepsen.run.RunPlan;
import io.ratiskv.jepsen.run.Runner;
import io.ratiskv.jepsen.workload.Workloads;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code bin/jepsen run}: as many rounds as fit, each with a cluster and a seed of its own, each judged, reported and forgotten
 * before the next, so that memory stays bounded however long it takes.
 */
final class RunCommand {
    private final PrintStream out;
    private final Duration all;
    private final Duration round;
    private final String name;
    private final RunPlan plan;

    RunCommand(Options options, PrintStream out) {
        this.out = out;
        all = options.has("seconds")
                ? Duration.ofSeconds(options.number("seconds", 0))
                : Duration.ofMinutes(options.number("minutes", 1));
        Duration longest = Duration.ofSeconds(options.number("round-seconds", 180));
        long rounds = Math.max(1, (all.toMillis() + longest.toMillis() - 1) / Math.max(1, longest.toMillis()));
        round = Duration.ofSeconds(Math.max(1, (all.toSeconds() + rounds - 1) / rounds));
        name = options.text("name", "run");
        String workloads = options.text("workloads", "all");
        plan = RunPlan.of(
                        name,
                        options.number("seed", System.currentTimeMillis() % 1_000_000),
                        workloads.equals("all") ? Workloads.names() : words(workloads))
                .members(options.count("members", 3))
                .lasting(round)
                .faults(
                        words(options.text("faults", "process")),
                        Duration.ofMillis(options.number("interval-ms", 5_000)))
                .onHosts(hosts(options.text("hosts", "auto")))
                .opsPerSecond(options.share("rate", 400))
                .sabotage(options.text("sabotage", ""));
        options.refuseOthers();
    }

    private static List<String> words(String text) {
        return List.of(text.split(",")).stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty() && !word.equals("none"))
                .toList();
    }

    private static boolean hosts(String text) {
        return switch (text) {
            case "yes" -> true;
            case "no" -> false;
            case "auto" -> Hosts.unavailable().isEmpty();
            default -> throw new IllegalArgumentException("--hosts is yes, no or auto, not " + text);
        };
    }

    /** Exit code: the worst of all rounds. */
    int run() {
        long rounds = Math.max(1, (all.toSeconds() + round.toSeconds() - 1) / round.toSeconds());
        List<RunOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            String roundName = rounds == 1 ? name : name + "-" + (i + 1);
            RunPlan next = plan.named(roundName).seed(plan.seed() + i);
            out.printf(
                    Locale.ROOT,
                    "round %d of %d: seed %d, %d members, %d s, %d workloads, faults %s%n",
                    i + 1,
                    rounds,
                    next.seed(),
                    next.members(),
                    next.duration().toSeconds(),
                    next.workloads().size(),
                    next.faults().isEmpty() ? "none" : String.join(",", next.faults()));
            RunOutcome outcome = new Runner(next, this::print).run();
            Path page = Reports.write(outcome);
            out.print(Reports.summary(outcome));
            out.println("page: " + page);
            // The calls of a round are let go: what stays of it is on its page.
            outcomes.add(outcome.withoutCalls());
        }
        if (rounds > 1) {
            out.print(Reports.lines(outcomes));
        }
        return outcomes.stream()
                .map(RunOutcome::status)
                .max(java.util.Comparator.comparing(RunOutcome.Status::weight))
                .orElseThrow()
                .exitCode();
    }

    private void print(Progress progress) {
        out.printf(
                Locale.ROOT,
                "%5d s %,8d calls  ok %,5d/s  fail %,4d/s  info %,4d/s  %s%n",
                progress.since().toSeconds(),
                progress.total().total(),
                progress.lastSecond().ok(),
                progress.lastSecond().fail(),
                progress.lastSecond().info(),
                progress.fault());
        out.flush();
    }
}
