package io.ratiskv.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.cli.health.Finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final List<String> THREE = List.of("n1", "n2", "n3");
    private static final long GIB = 1L << 30;
    private static final String HEALTHY = """
            ratiskv_storage_free_disk_bytes %d
            ratiskv_storage_total_disk_bytes %d
            ratiskv_storage_required_disk_bytes %d
            ratiskv_storage_quota_bytes %d
            ratiskv_storage_used_bytes 0
            ratis_log_sync_seconds{quantile="0.99"} 0.004
            ratiskv_storage_stalled_state 0.0
            ratiskv_raft_apply_lag_entries 0.0
            ratiskv_raft_failed_snapshots_total 0.0
            process_files_max_files 65536.0
            """.formatted(50 * GIB, 100 * GIB, GIB, 10 * GIB);

    @Test
    void a_healthy_cluster_has_no_findings() {
        assertThat(Doctor.judge(List.of(member("n1", true), member("n2", false), member("n3", false))))
                .isEmpty();
    }

    @Test
    void a_member_that_does_not_answer_is_named_and_so_is_what_its_loss_means() {
        Exam gone = new Exam(
                "n3",
                "h:7103",
                false,
                "connection refused",
                false,
                "",
                List.of(),
                List.of(),
                "h:7303",
                Optional.empty(),
                List.of(),
                Double.NaN,
                0);
        List<Finding> findings = Doctor.judge(List.of(member("n1", true), member("n2", false), gone));
        assertThat(said(findings))
                .containsExactly(
                        "CRITICAL : only 2 of 3 members answer: the loss of one more stops the cluster",
                        "CRITICAL n3: does not answer at h:7103: connection refused");
    }

    @Test
    void nobody_leading_is_critical() {
        assertThat(said(Doctor.judge(List.of(member("n1", false), member("n2", false), member("n3", false)))))
                .containsExactly("CRITICAL : nobody leads: writes and linearizable reads wait");
    }

    @Test
    void clocks_that_differ_by_more_than_the_looking_took_are_noticed() {
        assertThat(said(Doctor.judge(List.of(
                        clock("n1", true, 0.1, 0.05), clock("n2", false, -4.2, 0.05), clock("n3", false, 0, 0.05)))))
                .containsExactly("WARNING n1: its clock is 4.3 s ahead of that of n2");
        assertThat(Doctor.judge(
                        List.of(clock("n1", true, 0.1, 2), clock("n2", false, -1.2, 2), clock("n3", false, 0, 2))))
                .isEmpty();
    }

    @Test
    void slow_and_full_disks_are_told_apart() {
        assertThat(judgedWith("ratis_log_sync_seconds{quantile=\"0.99\"} 0.12"))
                .containsExactly("WARNING n1: its disk is slow: an fsync takes 120 ms");
        assertThat(judgedWith("ratiskv_storage_free_disk_bytes " + GIB / 2))
                .containsExactly(
                        "CRITICAL n1: its disk is full: 512 MiB of 102400 MiB are free; it refuses writes that grow the"
                                + " data below 1024 MiB");
        assertThat(judgedWith("ratiskv_storage_free_disk_bytes " + 5 * GIB))
                .containsExactly("WARNING n1: its disk is nearly full: 5120 MiB of 102400 MiB are free");
    }

    @Test
    void a_quota_is_told_of_before_it_is_reached() {
        assertThat(judgedWith("ratiskv_storage_used_bytes " + 7 * GIB)).isEmpty();
        assertThat(judgedWith("ratiskv_storage_used_bytes " + 9 * GIB))
                .containsExactly("WARNING n1: its database takes 9216 MiB of the 10240 MiB of storage.quota-bytes");
    }

    @Test
    void mixed_versions_are_noticed() {
        Exam other = new Exam(
                "n2",
                "h:7102",
                true,
                "",
                false,
                "0.2.0",
                THREE,
                List.of(),
                "h:7302",
                Optional.of(MetricsText.parse(HEALTHY)),
                List.of(),
                0,
                0);
        assertThat(said(Doctor.judge(List.of(member("n1", true), other, member("n3", false)))))
                .containsExactly("WARNING : members run different versions: 0.1.0, 0.2.0");
    }

    @Test
    void settings_that_will_not_do_are_noticed() {
        assertThat(judgedWith("process_files_max_files 1024.0"))
                .containsExactly("WARNING n1: may open only 1024 files: too few for many clients and a large store");
        List<String> two = List.of("n1", "n2");
        assertThat(said(Doctor.judge(List.of(
                        exam("n1", true, two, HEALTHY, List.of(), 0, 0),
                        exam("n2", false, two, HEALTHY, List.of(), 0, 0)))))
                .containsExactly("WARNING : 2 members survive no more losses than 1");
    }

    @Test
    void why_a_member_is_not_ready_is_passed_on() {
        Exam unready = exam("n1", true, THREE, HEALTHY, List.of("apply-lag: 5000 entries behind"), 0, 0);
        assertThat(said(Doctor.judge(List.of(unready, member("n2", false), member("n3", false)))))
                .containsExactly("WARNING n1: is not ready: apply-lag: 5000 entries behind");
    }

    @Test
    void a_member_without_metrics_is_only_noted() {
        Exam dark = new Exam(
                "n1",
                "h:7101",
                true,
                "",
                true,
                "0.1.0",
                THREE,
                List.of(),
                "h:7301",
                Optional.empty(),
                List.of(),
                Double.NaN,
                0);
        List<Finding> findings = Doctor.judge(List.of(dark, member("n2", false), member("n3", false)));
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.NOTE);
            assertThat(finding.advice()).contains("--http");
        });
    }

    @Test
    void every_finding_says_what_to_do_and_the_worst_comes_first() {
        Exam bad = exam(
                "n1",
                false,
                List.of("n1", "n2", "n3", "n4"),
                worse(
                        "process_files_max_files 10.0",
                        "ratiskv_storage_free_disk_bytes 1",
                        "ratiskv_transport_refused_requests_total{code=\"OVERLOADED\"} 5"),
                List.of("leader: none is known"),
                0,
                0);
        List<Finding> findings = Doctor.judge(List.of(bad));
        assertThat(findings)
                .hasSizeGreaterThan(4)
                .allSatisfy(finding -> assertThat(finding.advice()).hasSizeGreaterThan(10));
        assertThat(findings.stream().map(Finding::severity).toList()).isSorted();
    }

    private static List<String> judgedWith(String line) {
        Exam exam = exam("n1", true, THREE, worse(line), List.of(), 0, 0);
        return said(Doctor.judge(List.of(exam, member("n2", false), member("n3", false))));
    }

    /** The healthy metrics with these lines in the place of their series. */
    private static String worse(String... lines) {
        List<String> all = new ArrayList<>(HEALTHY.lines().toList());
        Arrays.stream(lines).forEach(line -> {
            String series = line.substring(0, line.lastIndexOf(' ') + 1);
            all.removeIf(known -> known.startsWith(series));
            all.add(line);
        });
        return String.join("\n", all);
    }

    private static Exam member(String id, boolean leads) {
        return exam(id, leads, THREE, HEALTHY, List.of(), 0, 0.01);
    }

    private static Exam clock(String id, boolean leads, double ahead, double error) {
        return exam(id, leads, THREE, HEALTHY, List.of(), ahead, error);
    }

    private static Exam exam(
            String id,
            boolean leads,
            List<String> voters,
            String metrics,
            List<String> unready,
            double ahead,
            double error) {
        return new Exam(
                id,
                "h:1",
                true,
                "",
                leads,
                "0.1.0",
                voters,
                List.of(),
                "h:2",
                Optional.of(MetricsText.parse(metrics)),
                unready,
                ahead,
                error);
    }

    private static List<String> said(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.severity() + " " + finding.member() + ": " + finding.what())
                .toList();
    }
}
