package io.ratiskv.server.propose;

import java.time.Duration;

/**
 * Bounds of the write path.
 *
 * @param batchBytesMax a batch closes before it grows past this many bytes
 * @param batchCommandsMax a batch closes at this many commands
 * @param inFlightMax batches proposed and not yet settled
 * @param besideCommands so many commands are worth an entry although another one is in flight
 * @param besideBytes so many bytes are, too
 * @param besideAfter whatever waits is, when no entry was begun for so long
 * @param gatherMax longest that the callers of an answered entry are waited for before the next one; zero = never
 * @param entryBytesMax a command larger than this is refused: Raft caps an entry at 4 MiB
 * @param pendingBytesMax bytes of all writes submitted and not yet settled
 * @param pendingCommandsMax number of all writes submitted and not yet settled
 * @param retryAfter advice given with OVERLOADED and NO_LEADER
 * @param nudge propose one empty batch when the leader falls idle, so that followers learn of the last commit at once
 * @param nudgeAfter how long the leader must have been idle for that; keeps a lone writer's next write from waiting
 *     behind a nudge
 */
public record BatchLimits(
        int batchBytesMax,
        int batchCommandsMax,
        int inFlightMax,
        int besideCommands,
        int besideBytes,
        Duration besideAfter,
        Duration gatherMax,
        int entryBytesMax,
        long pendingBytesMax,
        int pendingCommandsMax,
        Duration retryAfter,
        boolean nudge,
        Duration nudgeAfter) {

    /** Raft's own bound on an entry, less room for its header and ours. */
    public static final int ENTRY_BYTES_CAP = 4 * 1024 * 1024 - 64 * 1024;

    public BatchLimits {
        if (entryBytesMax > ENTRY_BYTES_CAP || batchBytesMax > entryBytesMax) {
            throw new IllegalArgumentException("batch " + batchBytesMax + " <= entry " + entryBytesMax + " <= "
                    + ENTRY_BYTES_CAP + " bytes does not hold");
        }
    }

    /** What the product uses unless told otherwise. */
    public static BatchLimits defaults() {
        return new BatchLimits(
                1024 * 1024,
                4_096,
                4,
                512,
                256 * 1024,
                Duration.ofMillis(20),
                Duration.ofMillis(5),
                3 * 1024 * 1024,
                64L * 1024 * 1024,
                131_072,
                Duration.ofMillis(50),
                true,
                Duration.ofMillis(15));
    }
}
