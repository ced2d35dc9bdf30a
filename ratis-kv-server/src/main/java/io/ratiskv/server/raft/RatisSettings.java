package io.ratiskv.server.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis' settings, each set on purpose. Its defaults keep data below {@code /tmp}, never take snapshots, and elect on a
 * garbage collection; {@link #assertSafe} holds the ones that safety rests on at every start.
 */
final class RatisSettings {
    /** Room for what Ratis wraps around an entry when it sends and buffers it. */
    private static final int ENTRY_OVERHEAD_BYTES = 64 * 1024;

    /** More than ever happen: behind the last pause that is configured, Ratis would not pause at all. */
    private static final int ERRORS_MAX = 2_000_000_000;

    /**
     * A new member counts once it lacks fewer entries. Far more than are on their way to a member that keeps up, so that
     * writers do not keep it out; far fewer than take long to send.
     */
    static final int NEWCOMER_LACKS_MAX = 100;

    private RatisSettings() {}

    static RaftProperties of(RaftMemberConfig config, Path raftDirectory) {
        RaftProperties p = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(p, List.of(raftDirectory.toFile()));
        p.set(RaftConfigKeys.Rpc.TYPE_KEY, RatisTransport.class.getName());
        GrpcConfigKeys.Server.setHost(p, config.bindHost());
        GrpcConfigKeys.Server.setPort(p, config.bindPort());
        timing(p, config);
        log(p, config);
        snapshots(p);
        transport(p);
        assertSafe(p, raftDirectory);
        return p;
    }

    private static void timing(RaftProperties p, RaftMemberConfig config) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(
                p, millis(config.electionTimeoutMin().toMillis()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(
                p, millis(config.electionTimeoutMax().toMillis()));
        // No leader lease is used anywhere, so a member that has just started may campaign early.
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                p, millis(config.electionTimeoutMin().toMillis() / 2));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                p, millis(config.electionTimeoutMax().toMillis() * 3 / 4));
        RaftServerConfigKeys.Rpc.setRequestTimeout(
                p, millis(config.requestTimeout().toMillis()));
        // Until a silent follower counts as slow, its log appender spins between attempts to reach it: seen to go round
        // 100,000 times a second while a killed member was starting again. Ratis' default is a minute.
        RaftServerConfigKeys.Rpc.setSlownessTimeout(
                p, millis(config.electionTimeoutMin().toMillis()));
        // A leader that lost its majority may campaign again soon; Ratis' 10 s would be an outage with 2 of 3 alive.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, TimeDuration.valueOf(3, TimeUnit.SECONDS));
        // A new member that has not answered for so long is given up; with Ratis' 0.6 s any hiccup would do that.
        RaftServerConfigKeys.setStagingTimeout(p, TimeDuration.valueOf(30, TimeUnit.SECONDS));
        // Ratis' 1,000 let a member count that had nothing, as long as the log was no longer than that.
        RaftServerConfigKeys.setStagingCatchupGap(p, NEWCOMER_LACKS_MAX);
        RaftServerConfigKeys.setCloseThreshold(p, millis(config.pauseMax().toMillis()));
        // Reads never go through Ratis (see ReadBarrier), whose lease and read index were both seen to be stale.
        RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.DEFAULT);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(p, false);
        // Exactly-once lives in the session table: this cache only costs heap per entry.
        RaftServerConfigKeys.RetryCache.setExpiryTime(p, TimeDuration.valueOf(15, TimeUnit.SECONDS));
    }

    private static void log(RaftProperties p, RaftMemberConfig config) {
        SizeInBytes entryMax = SizeInBytes.valueOf(config.entryBytesMax());
        RaftServerConfigKeys.Log.setUseMemory(p, false);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(p, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(p, false);
        RaftServerConfigKeys.Log.setCorruptionPolicy(p, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        // An extra entry and fsync after every commit otherwise; the idle nudge of the proposer takes its place.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(p, false);
        RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf(config.logSegmentBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf("4MB"));
        // Ratis keeps every entry of the newest segment as objects, some 500 bytes for an entry of a hundred: with
        // closed
        // segments beside it, small writes one at a time could fill the heap. Members that lag read those from disk.
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 0);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf("64MB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(
                p, SizeInBytes.valueOf(config.entryBytesMax() + ENTRY_OVERHEAD_BYTES));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, entryMax);
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(p, TimeDuration.ZERO);
        p.set("raft.server.log.appender.retry.policy", appenderRetries(config.electionTimeoutMin()));
        p.setBoolean("raft.server.log.append-entries.compose.enabled", false);
        RaftServerConfigKeys.Write.setElementLimit(p, 4096);
        RaftServerConfigKeys.Write.setByteLimit(p, SizeInBytes.valueOf("64MB"));
    }

    /**
     * How long the log appender pauses after errors in a row. Never so long that a heartbeat is due when it wakes up, which
     * is half the shortest election timeout after the last answer: it would send that instead of entries, a member without
     * its log would refuse it, which is the next error, and so for ever. Ratis makes each pause 0.5 to 1.5 times as long.
     */
    static String appenderRetries(Duration electionTimeoutMin) {
        return "10ms,20, " + Math.max(10, electionTimeoutMin.toMillis() / 8) + "ms," + ERRORS_MAX;
    }

    private static void snapshots(RaftProperties p) {
        // Taken by SnapshotTaker, beside applying; Ratis' own trigger would stop applying while one is written.
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, false);
        RaftServerConfigKeys.Snapshot.setCreationGap(p, 1);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
        // What stays behind a snapshot is decided by LogTail.
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(p, 0);
        RaftServerConfigKeys.Log.setPurgeGap(p, 1);
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(p, true);
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, SizeInBytes.valueOf("2MB"));
    }

    private static void transport(RaftProperties p) {
        p.setBoolean("raft.grpc.server.async.request.thread.pool.cached", false);
        p.setInt("raft.grpc.server.async.request.thread.pool.size", 8);
        p.setInt("raft.grpc.server.worker-group.size", 2);
        p.setInt("raft.grpc.client.worker-group.size", 2);
    }

    /** Refuses to start on settings that would break a promise, whoever changed them. */
    static void assertSafe(RaftProperties p, Path raftDirectory) {
        check(
                RaftServerConfigKeys.storageDir(p).equals(List.of(raftDirectory.toFile())),
                "the Raft log is kept in the data directory");
        check(!RaftServerConfigKeys.Log.useMemory(p), "the Raft log is on disk");
        check(!RaftServerConfigKeys.Log.unsafeFlushEnabled(p), "acknowledgements wait for fsync");
        check(!RaftServerConfigKeys.Log.asyncFlushEnabled(p), "fsync is not asynchronous");
        check(
                RaftServerConfigKeys.Log.corruptionPolicy(p) == RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION,
                "a damaged log stops the member");
        check(RaftServerConfigKeys.Log.purgeUptoSnapshotIndex(p), "the log is purged behind snapshots");
        check(!RaftServerConfigKeys.Read.leaderLeaseEnabled(p), "no leader lease is used");
        check(RaftServerConfigKeys.LeaderElection.preVote(p), "pre-vote is on");
        check(
                RaftServerConfigKeys.Rpc.timeoutMin(p).compareTo(TimeDuration.valueOf(100, TimeUnit.MILLISECONDS)) >= 0,
                "the election timeout survives a garbage collection");
    }

    private static void check(boolean holds, String promise) {
        if (!holds) {
            throw new IllegalStateException("unsafe Ratis setting: it must hold that " + promise);
        }
    }

    private static TimeDuration millis(long millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }
}
