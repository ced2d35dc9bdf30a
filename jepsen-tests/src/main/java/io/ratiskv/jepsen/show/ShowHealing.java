package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.Directories;
import io.ratiskv.jepsen.statefulset.Manifest;
import io.ratiskv.jepsen.statefulset.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Random sequences of what befalls pods and their disks, each on a cluster of its own. Every time the cluster must become whole
 * by itself, with all that it ever acknowledged, and never two of it.
 */
final class ShowHealing {
    private static final String RUNS = "show-healing";

    private final Figures figures;
    private final int sequences;
    private final int steps;
    private final List<Mishap> mishaps;
    private final Duration within;
    private final long seed;
    private final String hosts;

    ShowHealing(Options options, Figures figures) {
        this.figures = figures;
        sequences = options.count("sequences", 50);
        steps = options.count("steps", 4);
        mishaps = Mishap.named(options.text("mishaps", Mishap.NAMES));
        within = Duration.ofSeconds(options.number("within-seconds", 60));
        hosts = options.text("hosts", "auto");
        seed = options.number("seed", System.nanoTime() & 0xffff);
        options.refuseOthers();
    }

    boolean run() {
        figures.title(sequences + " sequences of " + steps + ", seed " + seed
                + "; one alone again: --sequences=1 --steps=" + steps + " --seed=ITS-SEED"
                + (mishaps.size() == Mishap.values().length ? "" : " --mishaps=" + Mishap.names(mishaps)));
        endLeftOver();
        Map<Mishap, List<Double>> times = new EnumMap<>(Mishap.class);
        boolean held = true;
        for (int i = 0; i < sequences; i++) {
            held &= sequence(seed + i, times);
        }
        figures.title("Seconds until whole again, from the moment at which all pods were to run");
        times.forEach((mishap, seconds) -> figures.spread(
                mishap.words(),
                "s",
                seconds.stream().mapToDouble(Double::doubleValue).toArray()));
        return held;
    }

    /** A run that was killed may have been at any seed. */
    private static void endLeftOver() {
        Path all = ClusterSpec.runs().resolve(RUNS);
        if (!Files.isDirectory(all)) {
            return;
        }
        try (Stream<Path> runs = Files.list(all)) {
            runs.forEach(StatefulSet::endLeftOver);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs and disks of one that was not whole are kept; another of the same seed writes over them. */
    private boolean sequence(long ofIt, Map<Mishap, List<Double>> times) {
        String run = RUNS + "/seed-" + ofIt;
        boolean whole = lived(run, ofIt, times);
        Path directory = ClusterSpec.runs().resolve(run);
        if (whole) {
            Directories.delete(directory);
        } else {
            figures.line("seed " + ofIt, "logs and disks are kept in %s", directory);
        }
        return whole;
    }

    private boolean lived(String run, long ofIt, Map<Mishap, List<Double>> times) {
        Random random = new Random(ofIt);
        List<String> told = new ArrayList<>();
        try (HealingCluster cluster =
                HealingCluster.start(run, Manifest.of("three").hasty(), hosts, random)) {
            for (int i = 0; i < steps; i++) {
                Mishap mishap = mishaps.get(random.nextInt(mishaps.size()));
                cluster.writeSome();
                told.add(mishap.words());
                Duration took = cluster.suffer(mishap, within);
                told.set(i, String.format("%s %.1f s", mishap.words(), took.toMillis() / 1e3));
                figures.line("seed " + ofIt + ", " + (i + 1) + " of " + steps, "%s", told.get(i));
                times.computeIfAbsent(mishap, m -> new ArrayList<>()).add(took.toMillis() / 1e3);
            }
            List<String> problems = cluster.verify();
            figures.line("seed " + ofIt, "%s: %s", problems.isEmpty() ? "whole" : "BROKEN " + problems, told);
            return problems.isEmpty();
        } catch (RuntimeException e) {
            figures.line("seed " + ofIt, "FAILED %s in: %s", String.valueOf(e.getMessage()), told);
            return false;
        }
    }
}
