package io.ratiskv.server.apply;

/** The counters of one moment: what stands in one row belongs together. */
public record StateSummary(
        AppliedPosition applied, long revision, long compactRevision, long logTimeMillis, long stateHash) {}
