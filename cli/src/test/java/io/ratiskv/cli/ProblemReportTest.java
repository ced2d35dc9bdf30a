package io.ratiskv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.CompactedException;
import io.ratiskv.client.FutureRevisionException;
import io.ratiskv.client.InvalidArgumentException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.ProtocolMismatchException;
import io.ratiskv.client.RequestId;
import io.ratiskv.client.TooLargeException;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.client.WrongClusterException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each way to fail has its exit code and a word on what to do next. */
final class ProblemReportTest {
    private static final RequestId ID = new RequestId("test", 1, 1, 1);

    @Test
    void no_answer_is_unavailable_and_points_to_status_and_up() {
        ProblemReport report = ProblemReport.of(new UnavailableException("no answer", List.of(), null));
        assertThat(report.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(report.next()).contains("kvctl status", "kvctl up", "--timeout");
    }

    @Test
    void an_unknown_outcome_is_never_sold_as_a_failure() {
        ClientClosedException closed = new ClientClosedException("closed", Outcome.UNKNOWN, ID);
        assertThat(ProblemReport.of(closed).exitCode()).isEqualTo(ExitCode.UNKNOWN);
        ProblemReport report = ProblemReport.of(new OutcomeUnknownException("lost", ID, List.of(), null));
        assertThat(report.exitCode()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(report.message()).startsWith("it is not known whether the write happened");
        assertThat(report.next()).contains("read the key");
    }

    @Test
    void a_rejection_names_the_revision_that_would_do() {
        ProblemReport compacted = ProblemReport.of(new CompactedException("gone", 17, null));
        assertThat(compacted.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(compacted.next()).endsWith("17");
        assertThat(ProblemReport.of(new FutureRevisionException("not yet", 3, null))
                        .exitCode())
                .isEqualTo(ExitCode.REJECTED);
        assertThat(ProblemReport.of(new TooLargeException("put.value", 1, 2, "too large"))
                        .exitCode())
                .isEqualTo(ExitCode.REJECTED);
    }

    @Test
    void what_was_asked_wrongly_is_usage_and_the_rest_is_told_apart() {
        assertThat(ProblemReport.of(new UsageException("no")).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ProblemReport.of(new InvalidArgumentException("put.key", "no"))
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        ProblemReport tooNew = ProblemReport.of(new ProtocolMismatchException("upgrade the others first"));
        assertThat(tooNew.exitCode()).isEqualTo(ExitCode.REJECTED);
        assertThat(tooNew.next()).contains("kvctl doctor");
        assertThat(ProblemReport.of(new WrongClusterException("other")).exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(ProblemReport.of(new IOException("disk")).exitCode()).isEqualTo(ExitCode.LOCAL);
        assertThat(ProblemReport.of(new ClientClosedException("closed", Outcome.NOT_APPLIED, null))
                        .exitCode())
                .isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ProblemReport.of(new IllegalStateException("bug")).exitCode())
                .isEqualTo(ExitCode.FAULT);
    }
}
