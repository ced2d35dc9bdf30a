package io.ratiskv.cli.health;

import io.ratiskv.cli.health.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Judges members by what was found out about them. Asks nobody. */
public final class Doctor {
    static final double CLOCK_SKEW_SECONDS = 1;
    static final double FSYNC_SECONDS = 0.05;
    static final double OPEN_FILES = 10_000;
    static final double FREE_SHARE = 0.1;
    static final double QUOTA_SHARE = 0.85;
    static final double LAG_ENTRIES = 1_000;

    private final List<Exam> exams;
    private final List<Finding> findings = new ArrayList<>();

    private Doctor(List<Exam> exams) {
        this.exams = exams;
    }

    /** What is wrong, worst first; empty if nothing is. */
    public static List<Finding> judge(List<Exam> exams) {
        Doctor doctor = new Doctor(exams);
        doctor.cluster();
        exams.forEach(doctor::member);
        doctor.findings.sort(Comparator.comparing(Finding::severity));
        return doctor.findings;
    }

    private void cluster() {
        List<Exam> silent = exams.stream().filter(exam -> !exam.answers()).toList();
        int voters = exams.stream().mapToInt(exam -> exam.voters().size()).max().orElse(0);
        if (exams.stream().noneMatch(Exam::leads)) {
            found(
                    Severity.CRITICAL,
                    "",
                    "nobody leads: writes and linearizable reads wait",
                    "bring members back until a majority runs; if all run, look whether they reach each other's Raft ports");
        }
        int up = exams.size() - silent.size();
        if (!silent.isEmpty() && voters > 1 && up <= voters / 2 + 1) {
            found(
                    Severity.CRITICAL,
                    "",
                    "only " + up + " of " + voters + " members answer: the loss of one more stops the cluster",
                    "bring the missing ones back before any maintenance");
        }
        if (voters == 2 || voters == 4) {
            found(
                    Severity.WARNING,
                    "",
                    voters + " members survive no more losses than " + (voters - 1),
                    "use an odd number: three or five");
        }
        String versions = exams.stream()
                .map(Exam::version)
                .filter(version -> !version.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(", "));
        if (versions.contains(", ")) {
            found(Severity.WARNING, "", "members run different versions: " + versions, "finish the upgrade");
        }
        if (exams.stream()
                        .map(Exam::voters)
                        .filter(v -> !v.isEmpty())
                        .distinct()
                        .count()
                > 1) {
            found(
                    Severity.WARNING,
                    "",
                    "members know different configurations",
                    "wait until a change of members is through; a member that keeps an old one has lost contact");
        }
        clocks();
    }

    private void clocks() {
        List<Exam> told = exams.stream()
                .filter(exam -> !Double.isNaN(exam.clockAheadSeconds()))
                .sorted(Comparator.comparingDouble(Exam::clockAheadSeconds))
                .toList();
        if (told.size() < 2) {
            return;
        }
        Exam behind = told.get(0);
        Exam ahead = told.get(told.size() - 1);
        double apart = ahead.clockAheadSeconds() - behind.clockAheadSeconds();
        double error = ahead.clockErrorSeconds() + behind.clockErrorSeconds();
        if (apart - error > CLOCK_SKEW_SECONDS) {
            found(
                    Severity.WARNING,
                    ahead.member(),
                    String.format(Locale.ROOT, "its clock is %.1f s ahead of that of %s", apart, behind.member()),
                    "run NTP on both; no promise rests on clocks, but logs and certificates do");
        }
    }

    private void member(Exam exam) {
        if (!exam.answers()) {
            found(
                    Severity.CRITICAL,
                    exam.member(),
                    "does not answer at " + exam.endpoint() + ": " + exam.problem(),
                    "is its process running? the last lines of its log say why it ended; start it again");
            return;
        }
        exam.alarms()
                .forEach(alarm -> found(
                        Severity.CRITICAL,
                        exam.member(),
                        alarm,
                        "docs/operations.md says what to do; alarms end by themselves"));
        exam.unready()
                .forEach(check -> found(
                        Severity.WARNING,
                        exam.member(),
                        "is not ready: " + check,
                        "docs/runbook-alerts.md says what to do"));
        if (exam.metrics().isEmpty()) {
            found(
                    Severity.NOTE,
                    exam.member(),
                    "tells no metrics at " + exam.http() + ": disk and clock were not looked at",
                    "set http.listen, or say where it is with --http");
            return;
        }
        disk(exam, exam.metrics().get());
        rest(exam, exam.metrics().get());
    }

    private void disk(Exam exam, MetricsText metrics) {
        double free = metrics.value("ratiskv_storage_free_disk_bytes").orElse(Double.NaN);
        double total = metrics.value("ratiskv_storage_total_disk_bytes").orElse(Double.NaN);
        double required = metrics.value("ratiskv_storage_required_disk_bytes").orElse(Double.NaN);
        String left = mebibytes(free) + " of " + mebibytes(total) + " are free";
        if (free < required) {
            found(
                    Severity.CRITICAL,
                    exam.member(),
                    "its disk is full: " + left + "; it refuses writes that grow the data below " + mebibytes(required),
                    "delete keys, which works and gives space back by itself, free some space or grow the volume; do not"
                            + " delete files of its data directory");
        } else if (free < 2 * required || free / total < FREE_SHARE) {
            found(
                    Severity.WARNING,
                    exam.member(),
                    "its disk is nearly full: " + left,
                    "compact history ('kvctl compact', compaction.*), delete what is not needed, or grow the volume");
        }
        quota(exam, metrics);
        OptionalDouble sync = metrics.value("ratis_log_sync_seconds", "quantile", "0.99");
        if (sync.isPresent() && sync.getAsDouble() > FSYNC_SECONDS) {
            found(
                    Severity.WARNING,
                    exam.member(),
                    String.format(Locale.ROOT, "its disk is slow: an fsync takes %.0f ms", sync.getAsDouble() * 1000),
                    "move its data directory to a faster disk of its own; every write waits for a majority's");
        }
        if (metrics.value("ratiskv_storage_stalled_state").orElse(0) > 0) {
            found(
                    Severity.WARNING,
                    exam.member(),
                    "its store holds up writes until compaction has caught up",
                    "a faster disk, or less load; see storage.write-buffer-bytes");
        }
    }

    private void quota(Exam exam, MetricsText metrics) {
        double quota = metrics.value("ratiskv_storage_quota_bytes").orElse(0);
        double used = metrics.value("ratiskv_storage_used_bytes").orElse(0);
        // A quota that is reached is an alarm already.
        if (quota > 0 && used >= QUOTA_SHARE * quota && used < quota) {
            found(
                    Severity.WARNING,
                    exam.member(),
                    "its database takes " + mebibytes(used) + " of the " + mebibytes(quota) + " of storage.quota-bytes",
                    "delete what is not needed, or raise storage.quota-bytes on every member; at the quota, writes that"
                            + " grow the data are refused");
        }
    }

    private void rest(Exam exam, MetricsText metrics) {
        double lag = metrics.value("ratiskv_raft_apply_lag_entries").orElse(0);
        if (lag > LAG_ENTRIES) {
            found(
                    Severity.WARNING,
                    exam.member(),
                    String.format(Locale.ROOT, "is %.0f entries behind", lag),
                    "after a start this goes down by itself; else look at its CPU and disk");
        }
        double failed = metrics.value("ratiskv_raft_failed_snapshots_total").orElse(0);
        if (failed > 0) {
            found(
                    Severity.WARNING,
                    exam.member(),
                    String.format(Locale.ROOT, "%.0f snapshots could not be taken since its start", failed),
                    "its log says why; until one succeeds the log of entries grows");
        }
        double files = metrics.value("process_files_max_files").orElse(Double.MAX_VALUE);
        if (files < OPEN_FILES) {
            found(
                    Severity.WARNING,
                    exam.member(),
                    String.format(
                            Locale.ROOT, "may open only %.0f files: too few for many clients and a large store", files),
                    "raise the limit of its process (ulimit -n, LimitNOFILE) to 65536");
        }
        double refused = metrics.value("ratiskv_transport_refused_requests_total", "code", "OVERLOADED")
                .orElse(0);
        if (refused > 0) {
            found(
                    Severity.NOTE,
                    exam.member(),
                    String.format(Locale.ROOT, "has refused %.0f requests as overloaded since its start", refused),
                    "clients tried again by themselves; 'kvctl top' shows whether it goes on");
        }
    }

    private void found(Severity severity, String member, String what, String advice) {
        findings.add(new Finding(severity, member, what, advice));
    }

    private static String mebibytes(double bytes) {
        return String.format(Locale.ROOT, "%.0f MiB", bytes / (1024 * 1024));
    }
}
