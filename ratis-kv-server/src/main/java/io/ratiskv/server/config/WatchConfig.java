package io.ratiskv.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How much watches may take.
 *
 * @param maxPerConnection open watches of one connection
 * @param maxOpen open watches of this member
 * @param windowBytes what is told to a watch before its client must have consumed some of it
 * @param progress after so long without a word a watch is told how far it is
 * @param handOverBytes changes that wait to be told
 * @param recentBytes changes kept, encoded, for watches that are a little behind
 * @param leaderless watches end when their member has known no leader for so long
 */
public record WatchConfig(
        int maxPerConnection,
        int maxOpen,
        long windowBytes,
        Duration progress,
        long handOverBytes,
        long recentBytes,
        Duration leaderless) {
    static final Setting<Integer> MAX_PER_CONNECTION = Setting.count(
            "watch.max-per-connection",
            1_024,
            1,
            1_000_000,
            "Most open watches of one connection; further ones are refused.");

    static final Setting<Integer> MAX_OPEN = Setting.count(
            "watch.max-open", 65_536, 1, 1_000_000, "Most open watches of this member; further ones are refused.");

    static final Setting<Long> WINDOW_BYTES = Setting.bytes(
            "watch.window-bytes",
            64L << 10,
            1L << 10,
            16L << 20,
            "What a watch is told before its client must have consumed some of it. Memory for clients that read nothing"
                    + " is at most this for each watch.");

    static final Setting<Duration> PROGRESS = Setting.duration(
            "watch.progress",
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofHours(1),
            "A watch that was told nothing for so long is told how far it is, unless its client asks otherwise.");

    static final Setting<Long> HAND_OVER_BYTES = Setting.bytes(
            "watch.hand-over-bytes",
            8L << 20,
            64L << 10,
            1L << 30,
            "Changes that may wait to be told; watches read from history what is more than this.");

    static final Setting<Long> RECENT_BYTES = Setting.bytes(
            "watch.recent-bytes",
            16L << 20,
            64L << 10,
            1L << 30,
            "Changes kept in memory for watches that are a little behind; older ones are read from history.");

    static final Setting<Duration> LEADERLESS = Setting.duration(
            "watch.leaderless",
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            "A member that has known no leader for so long may be cut off: it ends its watches, and their clients go on at"
                    + " another member. Longer than elections take.");

    static final List<Setting<?>> SETTINGS =
            List.of(MAX_PER_CONNECTION, MAX_OPEN, WINDOW_BYTES, PROGRESS, HAND_OVER_BYTES, RECENT_BYTES, LEADERLESS);

    static WatchConfig from(Settings settings) {
        return new WatchConfig(
                settings.get(MAX_PER_CONNECTION),
                settings.get(MAX_OPEN),
                settings.get(WINDOW_BYTES),
                settings.get(PROGRESS),
                settings.get(HAND_OVER_BYTES),
                settings.get(RECENT_BYTES),
                settings.get(LEADERLESS));
    }
}
