package io.ratiskv.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How members elect, replicate and keep the log. Fsync before acknowledgement is no setting: it is always on.
 *
 * @param electionTimeoutMin least silence of the leader after which a follower stands for election
 * @param electionTimeoutMax greatest such silence; also how long a leader without a majority believes in itself
 * @param requestTimeout how long a message to another member may take
 * @param logSegmentBytes size at which the log begins a new file
 * @param logPreservedEntries entries kept behind the newest snapshot, for members that lag a little
 */
public record RaftConfig(
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        Duration requestTimeout,
        long logSegmentBytes,
        int logPreservedEntries) {
    /** Most bytes of one entry of the log: Ratis refuses a larger one, so the limits below it are checked against this. */
    public static final long ENTRY_BYTES_MAX = 4L << 20;

    static final Setting<Duration> ELECTION_TIMEOUT_MIN = Setting.duration(
            "raft.election-timeout-min",
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            "Least silence of the leader after which a follower stands for election. Must outlast the longest pause of"
                    + " a process (garbage collection, disk); heartbeats are sent at half of it.");

    static final Setting<Duration> ELECTION_TIMEOUT_MAX = Setting.duration(
            "raft.election-timeout-max",
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            Duration.ofSeconds(120),
            "Greatest silence of the leader after which a follower stands for election.");

    static final Setting<Duration> REQUEST_TIMEOUT = Setting.duration(
            "raft.request-timeout",
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(60),
            "How long one message of Raft to another member may take.");

    static final Setting<Long> LOG_SEGMENT_BYTES = Setting.bytes(
            "raft.log-segment-bytes",
            32L << 20,
            // A segment must hold at least the largest entry.
            8L << 20,
            1L << 30,
            "Size at which the log begins a new file. The log is dropped by whole files.");

    static final Setting<Integer> LOG_PRESERVED_ENTRIES = Setting.count(
            "raft.log-preserved-entries",
            // An entry may be 1 MiB, and a restart reads the whole log: bounded by half a gigabyte.
            512,
            0,
            10_000_000,
            "Entries of the log kept behind the newest snapshot: a member that lags by fewer catches up from the log"
                    + " instead of receiving a whole snapshot.");

    static final List<Setting<?>> SETTINGS = List.of(
            ELECTION_TIMEOUT_MIN, ELECTION_TIMEOUT_MAX, REQUEST_TIMEOUT, LOG_SEGMENT_BYTES, LOG_PRESERVED_ENTRIES);

    static RaftConfig from(Settings settings) {
        return new RaftConfig(
                settings.get(ELECTION_TIMEOUT_MIN),
                settings.get(ELECTION_TIMEOUT_MAX),
                settings.get(REQUEST_TIMEOUT),
                settings.get(LOG_SEGMENT_BYTES),
                settings.get(LOG_PRESERVED_ENTRIES));
    }

    static void check(Settings settings, Problems problems) {
        if (settings.have(ELECTION_TIMEOUT_MIN, ELECTION_TIMEOUT_MAX)) {
            // Equal bounds would let the members stand for election all at once, again and again.
            problems.check(
                    settings.get(ELECTION_TIMEOUT_MIN).compareTo(settings.get(ELECTION_TIMEOUT_MAX)) < 0,
                    ELECTION_TIMEOUT_MIN + " must be less than " + ELECTION_TIMEOUT_MAX);
        }
    }
}
