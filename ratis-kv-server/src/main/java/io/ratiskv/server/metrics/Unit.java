package io.ratiskv.server.metrics;

import java.util.Locale;

/** What a metric counts: the last word of its name. Base units only; things that are counted are named. */
public enum Unit {
    SECONDS,
    BYTES,
    /** 1 = yes, 0 = no. */
    STATE,
    /** Always 1; the facts are in the labels. */
    INFO,
    TERM,
    INDEX,
    REVISION,
    ENTRIES,
    COMMANDS,
    WRITES,
    REQUESTS,
    FRAMES,
    CONNECTIONS,
    MEMBERS,
    SNAPSHOTS,
    COPIES,
    STORES,
    CHANGES,
    KEYS,
    SESSIONS,
    ROUNDS,
    READS,
    TASKS,
    STREAMS,
    WATCHES,
    INTERESTS,
    EVENTS,
    BATCHES,
    LEASES,
    FILES,
    ELECTIONS,
    MESSAGES,
    SYNCS;

    /** The word at the end of the name; a counter's has {@code _total} behind it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
