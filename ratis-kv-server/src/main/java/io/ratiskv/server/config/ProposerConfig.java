package io.ratiskv.server.config;

import java.util.List;

/**
 * How writes are gathered into entries of the log.
 *
 * @param maxBatchBytes a batch closes when the next command would take it past this
 * @param maxBatchCommands most commands in one entry
 * @param batchesInFlight entries proposed and not yet applied
 * @param maxPendingBytes bytes of writes accepted and not yet applied; past it writes are refused with retry-after
 */
public record ProposerConfig(long maxBatchBytes, int maxBatchCommands, int batchesInFlight, long maxPendingBytes) {
    // Batch head, write ids and field tags beside the commands' own bytes.
    private static final long ENTRY_HEADROOM_BYTES = 64L << 10;

    static final Setting<Long> MAX_BATCH_BYTES = Setting.bytes(
            "proposer.max-batch-bytes",
            1L << 20,
            4L << 10,
            2L << 20,
            "Most bytes of commands put into one entry of the log; a single larger command travels alone.");

    static final Setting<Integer> MAX_BATCH_COMMANDS = Setting.count(
            "proposer.max-batch-commands", 4_096, 1, 65_536, "Most commands put into one entry of the log.");

    static final Setting<Integer> BATCHES_IN_FLIGHT = Setting.count(
            "proposer.batches-in-flight",
            4,
            1,
            64,
            "Entries proposed and not yet applied. More hide a slow network, fewer make fuller batches.");

    static final Setting<Long> MAX_PENDING_BYTES = Setting.bytes(
            "proposer.max-pending-bytes",
            64L << 20,
            4L << 20,
            4L << 30,
            "Bytes of writes accepted and not yet applied; beyond it writes are refused with a time to try again.");

    static final List<Setting<?>> SETTINGS =
            List.of(MAX_BATCH_BYTES, MAX_BATCH_COMMANDS, BATCHES_IN_FLIGHT, MAX_PENDING_BYTES);

    static ProposerConfig from(Settings settings) {
        return new ProposerConfig(
                settings.get(MAX_BATCH_BYTES),
                settings.get(MAX_BATCH_COMMANDS),
                settings.get(BATCHES_IN_FLIGHT),
                settings.get(MAX_PENDING_BYTES));
    }

    static void check(Settings settings, Problems problems) {
        Setting<Long> request = LimitsConfig.MAX_REQUEST_BYTES;
        if (settings.have(MAX_BATCH_BYTES, request)) {
            long largest = Math.max(settings.get(MAX_BATCH_BYTES), settings.get(request)) + ENTRY_HEADROOM_BYTES;
            problems.check(
                    largest <= RaftConfig.ENTRY_BYTES_MAX,
                    "the larger of " + MAX_BATCH_BYTES + " and " + request + " must leave room for "
                            + Values.printBytes(ENTRY_HEADROOM_BYTES) + " in an entry of the log, which holds at most "
                            + Values.printBytes(RaftConfig.ENTRY_BYTES_MAX));
        }
        if (settings.have(MAX_PENDING_BYTES, request)) {
            problems.check(
                    settings.get(MAX_PENDING_BYTES) >= settings.get(request),
                    MAX_PENDING_BYTES + " must be at least " + request);
        }
    }
}
