package io.ratiskv.jepsen.peers;

import io.ratiskv.jepsen.peers.store.OurStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/peers guard}: has ours fallen behind what it was beside its own limit? Prints and warns, never fails. */
@Command(
        name = "bin/peers guard",
        sortOptions = false,
        usageHelpWidth = 120,
        description = {
            "Measures " + Guard.ROWS
                    + " of ours and of its limit (the same member with an empty state) in turn, and prints"
                    + " the ratios beside those that were recorded. Large falls begin with WARNING.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  bin/peers guard                              about four minutes",
            "  ./mvnw -B verify -Pbenchmark                 the same, after the whole build",
            "  bin/peers guard --rounds=5 --record          the new record, on a quiet machine",
            "",
            "Exit code 0: measured, whatever was found; 1: could not measure."
        })
public final class GuardCommand implements Callable<Integer> {
    private static final int KEYS = 100_000;
    private static final int KEY_SIZE = 16;
    private static final int VALUE_SIZE = 256;
    private static final Duration SETTLE = Duration.ofSeconds(2);

    @Option(names = "--rounds", defaultValue = "2", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "30",
            paramLabel = "SECONDS",
            description = "Load on each fresh cluster before anything is measured. Default: ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(
            names = "--seconds",
            defaultValue = "6",
            paramLabel = "SECONDS",
            description = "Window of each workload. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--record", description = "Write what is found down as what is to be expected.")
    private boolean record;

    @Option(
            names = "--recorded",
            defaultValue = "guard.properties",
            paramLabel = "FILE",
            description = "Default: ${DEFAULT-VALUE}, in jepsen-tests/peers")
    private Path recorded;

    @SuppressWarnings("UnusedVariable") // read by picocli
    @Mixin
    private HelpOption help;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GuardCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Guard guard = Guard.read(recorded);
        Path root = Path.of("target", "guard").toAbsolutePath();
        Files.createDirectories(root);
        Machine.requireDisk(root);
        PeersPlan plan = new PeersPlan(
                List.of(OurStore.product("1g"), OurStore.limit("1g")),
                Row.parseAll(Guard.ROWS),
                rounds,
                Duration.ofSeconds(warmUp),
                SETTLE,
                Duration.ofSeconds(seconds),
                KEYS,
                KEY_SIZE,
                VALUE_SIZE,
                KEYS,
                1,
                root);
        MeasureLock held = MeasureLock.take(MeasureLock.USUAL, System.err);
        Report report;
        try {
            report = new PeersRun(plan, "bin/peers guard", root.resolve("results.json"), System.err).run();
        } finally {
            held.close();
        }
        Comparison found = new Comparison(report.samples());
        guard.lines(found).forEach(System.out::println);
        found.disturbed().stream()
                .findFirst()
                .ifPresent(window -> System.out.println("suspect, others used: " + window));
        found.errors().forEach(System.out::println);
        if (record && found.errors().isEmpty()) {
            Files.writeString(recorded, Guard.record(found));
            System.out.println("recorded in " + recorded);
        }
        return found.errors().isEmpty() ? 0 : 1;
    }
}
