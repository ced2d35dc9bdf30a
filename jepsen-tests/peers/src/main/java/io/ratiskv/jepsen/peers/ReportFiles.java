package io.ratiskv.jepsen.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports of earlier runs, as one. */
final class ReportFiles {
    private ReportFiles() {}

    /**
     * The first run's own words, everybody's stores and samples. Rounds are counted on from file to file, so that ratios stay
     * within a run.
     */
    static Report read(List<Path> files) throws IOException {
        List<Report> reports = new ArrayList<>();
        for (Path file : files) {
            reports.add(ReportJson.read(Files.readString(file)));
        }
        Report first = reports.get(0);
        Map<String, List<String>> stores = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        int before = 0;
        for (Report report : reports) {
            report.stores().forEach(stores::putIfAbsent);
            int rounds = 0;
            for (Sample s : report.samples()) {
                rounds = Math.max(rounds, s.round());
                samples.add(new Sample(s.store(), before + s.round(), s.row(), s.figures(), s.more(), s.error()));
            }
            before += rounds;
        }
        String commands =
                String.join("; ", reports.stream().map(Report::command).toList());
        return new Report(commands, first.began(), first.method(), stores, first.machine(), samples);
    }
}
