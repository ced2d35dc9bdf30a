package io.ratiskv.server;

import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.config.LimitsConfig;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.config.WatchConfig;
import io.ratiskv.server.propose.BatchLimits;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.raft.RaftMemberConfig;
import io.ratiskv.server.read.ReadLimits;
import io.ratiskv.server.storage.StoreConfig;
import io.ratiskv.server.transport.FrontEndLimits;
import io.ratiskv.server.watch.WatchLimits;
import java.time.Duration;
import java.util.List;

/** From what the operator set to what each room wants to know; bounds that are no settings come from the room. */
final class Conversions {
    /** A laptop that slept must not cost a restart; safety never depends on it. */
    private static final Duration PAUSE_MAX = Duration.ofHours(12);

    private Conversions() {}

    /** @param group who forms the group; empty: it is joined, or known from the log */
    static RaftMemberConfig raft(ServerConfig config, MemberId self, List<RaftMemberConfig.Member> group) {
        return new RaftMemberConfig(
                config.cluster().id(),
                self.raftId(),
                group,
                config.network().raftListen().host(),
                config.network().raftListen().port(),
                config.raft().electionTimeoutMin(),
                config.raft().electionTimeoutMax(),
                config.raft().requestTimeout(),
                PAUSE_MAX,
                config.snapshot().everyEntries(),
                config.snapshot().everyLogBytes(),
                config.snapshot().kept(),
                config.raft().logSegmentBytes(),
                config.raft().logPreservedEntries(),
                io.ratiskv.server.config.RaftConfig.ENTRY_BYTES_MAX,
                !group.isEmpty());
    }

    static StateLimits state(ServerConfig config) {
        StateLimits defaults = StateLimits.defaults();
        StoreConfig store = defaults.store();
        return new StateLimits(
                new StoreConfig(
                        config.storage().blockCacheBytes(),
                        config.storage().writeBufferBytes(),
                        store.openFilesMax(),
                        store.backgroundJobs(),
                        store.closeWait()),
                config.limits().maxSortBytes(),
                config.storage().newestBytes(),
                defaults.batchBytesMax());
    }

    static CommandLimits commands(ServerConfig config) {
        LimitsConfig limits = config.limits();
        return new CommandLimits(
                limits.maxKeyBytes(),
                (int) limits.maxRequestBytes(),
                limits.maxTxnOperations(),
                CommandLimits.defaults().commitOperationsMax());
    }

    static BatchLimits batches(ServerConfig config) {
        BatchLimits defaults = BatchLimits.defaults();
        return new BatchLimits(
                (int) config.proposer().maxBatchBytes(),
                config.proposer().maxBatchCommands(),
                config.proposer().batchesInFlight(),
                defaults.besideCommands(),
                defaults.besideBytes(),
                defaults.besideAfter(),
                defaults.gatherMax(),
                BatchLimits.ENTRY_BYTES_CAP,
                config.proposer().maxPendingBytes(),
                defaults.pendingCommandsMax(),
                defaults.retryAfter(),
                defaults.nudge(),
                defaults.nudgeAfter());
    }

    static ReadLimits reads(ServerConfig config) {
        ReadLimits defaults = ReadLimits.defaults();
        int page = (int) config.limits().rangePageBytes();
        return new ReadLimits(
                config.read().threads(),
                config.read().queue(),
                defaults.waitersMax(),
                config.read().confirmTimeout(),
                page,
                page,
                defaults.openStreamsMax(),
                defaults.retryAfter());
    }

    static WatchLimits watches(ServerConfig config) {
        WatchLimits defaults = WatchLimits.defaults();
        WatchConfig watch = config.watch();
        return new WatchLimits(
                watch.maxPerConnection(),
                watch.maxOpen(),
                (int) watch.windowBytes(),
                watch.progress(),
                defaults.progressMin(),
                watch.handOverBytes(),
                watch.recentBytes(),
                defaults.frameBytes(),
                defaults.catchUpsMax(),
                defaults.listBytesMax());
    }

    static FrontEndLimits frontEnd(ServerConfig config) {
        FrontEndLimits defaults = FrontEndLimits.defaults();
        LimitsConfig limits = config.limits();
        return new FrontEndLimits(
                (int) limits.maxRequestBytes() + FrontEndLimits.ENVELOPE_BYTES,
                limits.maxKeyBytes(),
                limits.maxTxnOperations(),
                limits.maxInFlight(),
                limits.maxConnections(),
                defaults.partialFrameBytesMax(),
                defaults.replyBytesHigh(),
                defaults.replyBytesLow(),
                defaults.replyBytesMax(),
                limits.defaultDeadline(),
                limits.maxDeadline(),
                defaults.helloTimeout(),
                defaults.idleTimeout(),
                defaults.frameTimeout(),
                defaults.retryAfter());
    }
}
