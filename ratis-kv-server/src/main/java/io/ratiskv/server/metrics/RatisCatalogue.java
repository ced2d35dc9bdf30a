package io.ratiskv.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.ratiskv.server.metrics.Metric.Kind;
import io.ratiskv.server.metrics.RatisMetrics.Sample;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of Ratis' metrics are told, and as what. */
final class RatisCatalogue {
    private static final double SECONDS_OF_NANOS = 1e-9;
    private static final double SECONDS_OF_MILLIS = 1e-3;
    private static final double BYTES_OF_MEGABYTES = 1024 * 1024;

    /**
     * @param component of Ratis
     * @param name of Ratis' metric; a group in it names a peer
     * @param scale from Ratis' unit to ours
     */
    record Entry(Metric metric, String component, Pattern name, double scale) {
        /** The labels if this is the sample's entry. */
        Optional<Labels> match(Sample sample) {
            if (!component.equals(sample.component())) {
                return Optional.empty();
            }
            Matcher matcher = name.matcher(sample.name());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            return Optional.of(matcher.groupCount() == 0 ? Labels.EMPTY : Labels.of("peer", matcher.group(1)));
        }
    }

    static final List<Entry> ENTRIES = List.of(
            timer(
                    "log_sync_seconds",
                    "log_worker",
                    "syncTime",
                    "fsync of the Raft log: the disk's part in every write."),
            timer("log_flush_seconds", "log_worker", "flushTime", "Flushing the Raft log, fsync included."),
            timer(
                    "log_write_seconds",
                    "log_worker",
                    "appendEntryLatency",
                    "From handing an entry to the log's thread until it is in the file."),
            timer("log_queue_seconds", "log_worker", "queueingDelay", "How long entries wait for the log's thread."),
            counter("log_syncs_total", "log_worker", "flushCount", "How often the Raft log was flushed."),
            gauge("log_queue_entries", "log_worker", "workerQueueSize", 1, "Tasks that wait for the log's thread."),
            gauge(
                    "log_data_queue_entries",
                    "log_worker",
                    "dataQueueSize",
                    1,
                    "Entries that wait for the log's thread."),
            gauge(
                    "log_sync_batch_entries",
                    "log_worker",
                    "syncBatchSize",
                    1,
                    "Entries that the last fsync made durable."),
            gauge(
                    "log_closed_segments_bytes",
                    "log_worker",
                    "closedSegmentsSizeInBytes",
                    1,
                    "Closed segments of the Raft log that are kept."),
            gauge(
                    "log_open_segment_bytes",
                    "log_worker",
                    "openSegmentSizeInBytes",
                    1,
                    "The segment that is written to."),
            counter(
                    "log_cache_missed_entries_total",
                    "log_worker",
                    "cacheMissCount",
                    "Entries read from disk for a member that lags."),
            counter(
                    "election_started_elections_total",
                    "leader_election",
                    "electionCount",
                    "Elections in which this member stood."),
            counter(
                    "election_timeout_elections_total",
                    "leader_election",
                    "timeoutCount",
                    "Elections that ended without a majority in time."),
            timer(
                    "election_seconds",
                    "leader_election",
                    "electionTime",
                    "How long elections took in which this member stood."),
            gauge(
                    "election_leader_silent_seconds",
                    "leader_election",
                    "lastLeaderElapsedTime",
                    SECONDS_OF_MILLIS,
                    "Time since this member last heard of a leader."),
            counter(
                    "election_transferred_elections_total",
                    "leader_election",
                    "transferLeadershipCount",
                    "Leaderships that were handed over."),
            gauge(
                    "server_pending_requests",
                    "server",
                    "numPendingRequestInQueue",
                    1,
                    "Entries that Ratis has taken and not answered."),
            gauge(
                    "server_pending_bytes",
                    "server",
                    "numPendingRequestMegaByteSize",
                    BYTES_OF_MEGABYTES,
                    "Bytes of entries that Ratis has taken and not answered."),
            counter(
                    "server_queue_limit_requests_total",
                    "server",
                    "numRequestQueueLimitHits",
                    "Entries refused because too many were pending in Ratis."),
            counter(
                    "server_byte_limit_requests_total",
                    "server",
                    "numRequestsByteSizeLimitHits",
                    "Entries refused because too many bytes were pending in Ratis."),
            counter(
                    "server_installed_snapshots_total",
                    "server",
                    "numInstallSnapshot",
                    "Snapshots that this member was sent."),
            gauge(
                    "server_peer_commit_index",
                    "server",
                    "(.+)_peerCommitIndex",
                    1,
                    "How far each member has committed, as known here."),
            gauge(
                    "server_peer_silent_seconds",
                    "server",
                    "(.+)_lastHeartbeatElapsedTime",
                    SECONDS_OF_MILLIS,
                    "Time since each follower last answered this leader."),
            timer(
                    "server_follower_append_seconds",
                    "server",
                    "follower_append_entry_latency",
                    "How long a follower takes over an append request."),
            gauge(
                    "appender_next_index",
                    "log_appender",
                    "follower_(.+)_next_index",
                    1,
                    "The entry that each follower is sent next."),
            gauge(
                    "appender_match_index",
                    "log_appender",
                    "follower_(.+)_match_index",
                    1,
                    "The newest entry that each follower has on disk."),
            timerOf(
                    "appender_round_trip_seconds",
                    "log_appender",
                    "follower_(.+)_rpc_response_time",
                    "How long each follower took to answer."),
            timerOf(
                    "grpc_append_latency_seconds",
                    "grpc_log_appender",
                    "(.+)_latency",
                    "From sending an append request to each follower until its answer."),
            counterOf(
                    "grpc_success_messages_total",
                    "grpc_log_appender",
                    "(.+)_success_reply_count",
                    "Append requests that each follower took."),
            counterOf(
                    "grpc_inconsistent_messages_total",
                    "grpc_log_appender",
                    "(.+)_inconsistency_reply_count",
                    "Append requests that did not fit each follower's log."),
            counterOf(
                    "grpc_timed_out_messages_total",
                    "grpc_log_appender",
                    "(.+)_append_entry_timeout_count",
                    "Append requests that each follower did not answer in time."),
            counter(
                    "grpc_retried_messages_total",
                    "grpc_log_appender",
                    "num_retries",
                    "Append requests that were sent again."),
            counter(
                    "grpc_snapshot_messages_total",
                    "grpc_log_appender",
                    "num_install_snapshot",
                    "Requests to install a snapshot that were sent."));

    private RatisCatalogue() {}

    private static Entry timer(String name, String component, String pattern, String help) {
        return entry(name, Kind.SUMMARY, List.of(), component, pattern, SECONDS_OF_NANOS, help);
    }

    private static Entry timerOf(String name, String component, String pattern, String help) {
        return entry(name, Kind.SUMMARY, List.of("peer"), component, pattern, SECONDS_OF_NANOS, help);
    }

    private static Entry counter(String name, String component, String pattern, String help) {
        return entry(name, Kind.COUNTER, List.of(), component, pattern, 1, help);
    }

    private static Entry counterOf(String name, String component, String pattern, String help) {
        return entry(name, Kind.COUNTER, List.of("peer"), component, pattern, 1, help);
    }

    private static Entry gauge(String name, String component, String pattern, double scale, String help) {
        List<String> labels = pattern.contains("(") ? List.of("peer") : List.of();
        return entry(name, Kind.GAUGE, labels, component, pattern, scale, help);
    }

    private static Entry entry(
            String name, Kind kind, List<String> labels, String component, String pattern, double scale, String help) {
        return new Entry(new Metric("ratis_" + name, kind, labels, help), component, Pattern.compile(pattern), scale);
    }
}
