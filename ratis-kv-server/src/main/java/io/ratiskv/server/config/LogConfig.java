package io.ratiskv.server.config;

import java.time.Duration;
import java.util.List;

/**
 * What this member writes into its log, and how.
 *
 * @param slowOperation requests that take at least so long are logged, with where the time went; zero = none
 */
public record LogConfig(Format format, Duration slowOperation) {
    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }

    static final Setting<Format> FORMAT = Setting.choice(
            "log.format",
            Format.TEXT,
            Format.class,
            "Lines for people, or one JSON document for each event, with member, cluster and the event's own fields.");

    static final Setting<Duration> SLOW_OPERATION = Setting.duration(
            "log.slow-operation",
            Duration.ofMillis(500),
            Duration.ZERO,
            Duration.ofHours(1),
            "Requests that take at least so long are logged, with where the time went; 0 = none.");

    static final List<Setting<?>> SETTINGS = List.of(FORMAT, SLOW_OPERATION);

    static LogConfig from(Settings settings) {
        return new LogConfig(settings.get(FORMAT), settings.get(SLOW_OPERATION));
    }
}
