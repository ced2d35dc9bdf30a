package io.ratiskv.jepsen.peers;

import io.ratiskv.jepsen.peers.store.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rounds of a plan. The results so far are on disk after each sample, so that a run that is cut short is not lost. */
final class PeersRun {
    private final PeersPlan plan;
    private final Path results;
    private final PrintStream progress;
    private final List<Sample> samples = new ArrayList<>();
    private final long began = System.nanoTime();
    private Report report;

    PeersRun(PeersPlan plan, String command, Path results, PrintStream progress) {
        this.plan = plan;
        this.results = results;
        this.progress = progress;
        Map<String, List<String>> stores = new LinkedHashMap<>();
        plan.stores()
                .forEach(store -> stores.put(
                        store.name(),
                        Stream.concat(Stream.of(store.version()), store.settings().stream())
                                .toList()));
        report = new Report(
                command,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                plan.method(),
                stores,
                Machine.describe(plan.directory()),
                List.of());
    }

    Report run() throws InterruptedException {
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Store store : plan.order(round)) {
                new StoreRound(plan, store, round, this::keep).run();
            }
        }
        return report;
    }

    private void keep(Sample sample) {
        samples.add(sample);
        report = report.with(samples);
        try {
            Files.writeString(results, ReportJson.write(report));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        progress.printf(
                Locale.ROOT,
                "%5d s  round %d of %d  %-9s  %-14s  %s%n",
                (System.nanoTime() - began) / 1_000_000_000,
                sample.round(),
                plan.rounds(),
                sample.store(),
                sample.row(),
                words(sample));
    }

    private static String words(Sample sample) {
        String figures = sample.figures().entrySet().stream()
                .map(entry -> entry.getKey().label() + " " + entry.getKey().format(entry.getValue()))
                .collect(Collectors.joining(", "));
        return figures + sample.error().map(error -> "  ERROR " + error).orElse("");
    }
}
