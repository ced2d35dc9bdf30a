package io.ratiskv.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How much history is kept without being asked. The leader proposes compactions as commands, so that they happen at the
 * same place in the log everywhere.
 *
 * @param retainRevisions newest revisions kept; 0 = all
 * @param retainTime history younger than this is kept; 0 = for ever
 * @param pressedRetainTime history younger than this is kept even while space is short
 */
public record CompactionConfig(int retainRevisions, Duration retainTime, Duration pressedRetainTime) {
    static final Setting<Integer> RETAIN_REVISIONS = Setting.count(
            "compaction.retain-revisions",
            0,
            0,
            Integer.MAX_VALUE,
            "Keep the history of so many newest revisions and forget older ones; 0 = no limit. With both, whichever"
                    + " forgets more counts.");

    static final Setting<Duration> RETAIN_TIME = Setting.duration(
            "compaction.retain-time",
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(3650),
            "Keep history younger than this and forget older; 0 = no limit.");

    static final Setting<Duration> PRESSED_RETAIN_TIME = Setting.duration(
            "compaction.pressed-retain-time",
            Duration.ofSeconds(5),
            Duration.ZERO,
            Duration.ofDays(3650),
            "While space is short, history is forgotten earlier than retention asks, but younger than this is kept:"
                    + " enough for transactions and watches that are under way. 3650d = never forget early.");

    static final List<Setting<?>> SETTINGS = List.of(RETAIN_REVISIONS, RETAIN_TIME, PRESSED_RETAIN_TIME);

    static CompactionConfig from(Settings settings) {
        return new CompactionConfig(
                settings.get(RETAIN_REVISIONS), settings.get(RETAIN_TIME), settings.get(PRESSED_RETAIN_TIME));
    }
}
