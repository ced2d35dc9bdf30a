package io.ratiskv.jepsen.peers.rig;

import io.ratiskv.jepsen.peers.Machine;
import io.ratiskv.jepsen.peers.MeasureLock;
import io.ratiskv.jepsen.peers.OutputOptions;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that both commands have, and the way from them to what is printed. Read by picocli. */
public final class RigOptions {
    @Option(
            names = "--quick",
            description = "A small version of everything, to see that it works: its figures say nothing.")
    private boolean quick;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Load on each fresh cluster before anything is measured. Default: 10")
    private @Nullable Double warmUp;

    @Option(names = "--settle", paramLabel = "SECONDS", description = "Of each window, before it begins. Default: 1")
    private @Nullable Double settle;

    @Option(names = "--seconds", paramLabel = "SECONDS", description = "Length of each window. Default: 5")
    private @Nullable Double seconds;

    @Option(
            names = "--heap",
            defaultValue = "1g",
            paramLabel = "SIZE",
            description = "Of each member. Default: ${DEFAULT-VALUE}")
    private String heap;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Of logs and data; must be on a disk. Default: jepsen-tests/peers/target/rig")
    private Path directory = Path.of("target", "rig");

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description =
                    "Locked meanwhile, so that only one measures on this machine. Default: the same as of bin/peers")
    private Path lock = MeasureLock.USUAL;

    @Mixin
    private OutputOptions output;

    /** What is measured, one after the other: each tells its sheet, and its lines as it goes. */
    @FunctionalInterface
    public interface Measurement {
        Sheet run(RigPlan plan, PrintStream progress) throws Exception;
    }

    /**
     * Measures and prints.
     *
     * @param typed the command as it was typed
     * @return exit code: 1 if some line has an error
     */
    public int print(String typed, List<Measurement> measurements) throws Exception {
        output.check();
        Path root = directory.toAbsolutePath();
        Files.createDirectories(root);
        Machine.requireDisk(root);
        RigPlan plan = new RigPlan(
                quick, duration(warmUp, 10, 0.3), duration(settle, 1, 0.2), duration(seconds, 5, 1), heap, root);
        String began = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<Sheet> sheets = new ArrayList<>();
        MeasureLock held = MeasureLock.take(lock, System.err);
        try {
            for (Measurement measurement : measurements) {
                sheets.add(measurement.run(plan, System.err));
            }
        } finally {
            held.close();
        }
        SheetText text = new SheetText(typed, began, Machine.describe(root), sheets);
        System.out.print(output.choose(text::text, text::json, text::markdown));
        return sheets.stream()
                        .flatMap(sheet -> sheet.lines().stream())
                        .anyMatch(line -> line.error().isPresent())
                ? 1
                : 0;
    }

    private Duration duration(@Nullable Double given, double inEarnest, double quickly) {
        double value = given != null ? given : quick ? quickly : inEarnest;
        return Duration.ofMillis(Math.round(value * 1e3));
    }

    /** A line for who waits. */
    public static Line told(PrintStream progress, String sheet, Line line) {
        progress.printf(Locale.ROOT, "%-10s %s%n", sheet, line.words());
        return line;
    }
}
