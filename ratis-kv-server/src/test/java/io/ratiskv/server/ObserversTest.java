package io.ratiskv.server;

import static io.ratiskv.server.SlowLogTest.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.metrics.ServerMetrics;
import io.ratiskv.server.propose.EntryStages;
import io.ratiskv.server.propose.RequestOrigin;
import io.ratiskv.server.propose.SettledEntry;
import io.ratiskv.server.transport.RequestKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the rooms tell arrives at the metric that says so. */
class ObserversTest {
    private final ServerMetrics metrics = new ServerMetrics("c", "n1", "v");
    private final Observers observers =
            new Observers(metrics, new SlowLog("n1", Duration.ZERO, () -> 1, () -> {}, () -> 0));

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void an_entry_tells_how_long_it_waited_was_committed_and_took_altogether() {
        observers.writes().settled(SlowLogTest.entry(ms(1_000), ms(1_100), ms(1_400), ms(1_650), ms(1_660), ms(1_665)));
        assertThat(told("propose_entry_writes_sum")).containsExactly("3.0");
        assertThat(told("propose_entry_bytes_sum")).containsExactly("100.0");
        assertThat(told("propose_queue_seconds_sum")).containsExactly("0.1");
        assertThat(told("propose_commit_seconds_sum")).containsExactly("0.55");
        assertThat(told("propose_entry_seconds_sum")).containsExactly("0.565");
        assertThat(told("propose_failed_entries_total")).containsExactly("0.0");
    }

    @Test
    void an_entry_without_writes_is_no_small_batch_and_one_that_failed_took_no_time() {
        observers
                .writes()
                .settled(new SettledEntry(0, 0, ms(1), ms(1), new EntryStages(), RequestOrigin.UNKNOWN, ms(3), true));
        assertThat(told("propose_entry_writes_count")).containsExactly("0");
        assertThat(told("propose_entry_seconds_count")).containsExactly("1");
        observers
                .writes()
                .settled(new SettledEntry(1, 9, ms(1), ms(1), new EntryStages(), RequestOrigin.UNKNOWN, ms(3), false));
        assertThat(told("propose_entry_seconds_count")).containsExactly("1");
        assertThat(told("propose_failed_entries_total")).containsExactly("1.0");
    }

    @Test
    void rounds_of_reads_are_counted_by_how_they_ended() {
        observers.reads().roundEnded(true, 5, ms(2), true);
        observers.reads().roundEnded(true, 7, ms(2), true);
        observers.reads().roundEnded(true, 1, ms(1), false);
        assertThat(told("read_confirmed_rounds_total")).containsExactly("2.0");
        assertThat(told("read_failed_rounds_total")).containsExactly("1.0");
        assertThat(told("read_round_reads_sum")).containsExactly("13.0");
        assertThat(told("read_round_seconds_sum")).containsExactly("0.005");
    }

    @Test
    void raft_tells_of_what_it_applied_of_leaders_and_of_snapshots() {
        observers.raft().applied(7, 12, ms(4));
        observers.raft().leaderChanged("n2~be24a0c7d1f3");
        observers.raft().loaded(7);
        observers.raft().snapshotTaken(77, 1_000, 10);
        observers.raft().snapshotFailed();
        observers.raft().snapshotFailed();
        assertThat(told("apply_applied_entries_total")).containsExactly("1.0");
        assertThat(told("apply_applied_commands_total")).containsExactly("12.0");
        assertThat(told("apply_entry_seconds_sum")).containsExactly("0.004");
        assertThat(told("raft_leader_changes_total")).containsExactly("1.0");
        assertThat(told("raft_loaded_stores_total")).containsExactly("1.0");
        assertThat(told("raft_taken_snapshots_total")).containsExactly("1.0");
        assertThat(told("raft_snapshot_seconds_sum")).containsExactly("0.001");
        assertThat(told("raft_snapshot_pause_seconds_sum")).containsExactly("1.0E-5");
        assertThat(told("raft_failed_snapshots_total")).containsExactly("2.0");
    }

    @Test
    void the_front_end_tells_of_connections_frames_answers_and_refusals() {
        observers.frontEnd().connected();
        observers.frontEnd().received(300);
        observers.frontEnd().sent(2, 500);
        observers.frontEnd().answered(RequestKind.READ, ms(8), ms(6), SlowLogTest.origin());
        observers.frontEnd().flushed(ms(3), 500, () -> "shop");
        observers.frontEnd().refused(ErrorCode.OVERLOADED);
        assertThat(told("transport_accepted_connections_total")).containsExactly("1.0");
        assertThat(told("transport_received_frames_total")).containsExactly("1.0");
        assertThat(told("transport_received_bytes_total")).containsExactly("300.0");
        assertThat(told("transport_sent_frames_total")).containsExactly("2.0");
        assertThat(told("transport_sent_bytes_total")).containsExactly("500.0");
        assertThat(told("transport_request_seconds_sum{kind=\"read\"}")).containsExactly("0.008");
        assertThat(told("transport_request_seconds_count{kind=\"write\"}")).containsExactly("0");
        assertThat(told("transport_flush_seconds_sum")).containsExactly("0.003");
        assertThat(told("transport_refused_requests_total{code=\"OVERLOADED\"}"))
                .containsExactly("1.0");
    }

    private List<String> told(String series) {
        String prefix = "ratiskv_" + series + " ";
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }
}
