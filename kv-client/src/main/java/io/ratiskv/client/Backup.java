package io.ratiskv.client;

import java.time.Duration;
import java.time.Instant;

/**
 * What a backup holds.
 *
 * @param id drawn when it was made
 * @param clusterId the cluster that it is of
 * @param memberId the member that it was fetched from
 * @param version of that member
 * @param term of the entry at {@code index}
 * @param index log entry up to which everything is in it
 * @param revision newest revision
 * @param compactRevision oldest readable revision; 0 if nothing was compacted
 * @param keys keys that exist at {@code revision}
 * @param logTime log time since the cluster began
 * @param stateHash see {@link StateHash}
 * @param takenAt by the member's own clock
 * @param files that it consists of
 * @param bytes of these files
 */
public record Backup(
        String id,
        String clusterId,
        String memberId,
        String version,
        long term,
        long index,
        long revision,
        long compactRevision,
        long keys,
        Duration logTime,
        long stateHash,
        Instant takenAt,
        int files,
        long bytes) {}
