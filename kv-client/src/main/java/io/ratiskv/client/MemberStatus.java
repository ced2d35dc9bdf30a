package io.ratiskv.client;

import java.time.Duration;
import java.util.List;

/**
 * How one member is.
 *
 * @param leaderId who leads, as far as this member knows; empty if nobody
 * @param compactRevision oldest revision that can still be read
 * @param storeBytes bytes of the live store's files on disk
 * @param snapshotIndex log index of the newest snapshot
 * @param sessions open sessions
 * @param logTime time that the cluster counts for leases and sessions
 * @param keysEstimate keys that exist now, roughly
 * @param snapshotTime how long the last snapshot took
 * @param snapshotPause how long applying stood still for it
 * @param members the cluster's configuration
 * @param alarms why the member does not serve, if so
 * @param space how much room it has
 */
public record MemberStatus(
        String clusterId,
        String memberId,
        String version,
        MemberRole role,
        long term,
        String leaderId,
        long commitIndex,
        long appliedIndex,
        long revision,
        long compactRevision,
        long storeBytes,
        long snapshotIndex,
        long sessions,
        long keysEstimate,
        Duration logTime,
        Duration uptime,
        Duration snapshotTime,
        Duration snapshotPause,
        List<Member> members,
        List<String> alarms,
        MemberSpace space) {}
