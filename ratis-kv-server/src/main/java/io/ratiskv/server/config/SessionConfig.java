package io.ratiskv.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How long exactly-once is kept for a client. Filled into the request before it enters the log, so that every member
 * applies the same.
 *
 * @param defaultRetention for a session that asks for none
 * @param maxRetention longest that a session may ask for
 */
public record SessionConfig(Duration defaultRetention, Duration maxRetention) {
    static final Setting<Duration> DEFAULT_RETENTION = Setting.duration(
            "sessions.default-retention",
            Duration.ofHours(24),
            Duration.ofSeconds(1),
            Duration.ofDays(365),
            "How long after its last write a session is kept that does not name its own time. A retry that comes later"
                    + " is refused, never applied a second time.");

    static final Setting<Duration> MAX_RETENTION = Setting.duration(
            "sessions.max-retention",
            Duration.ofDays(30),
            Duration.ofSeconds(1),
            Duration.ofDays(3650),
            "Longest time that a session may ask to be kept; a longer one is cut to it.");

    static final List<Setting<?>> SETTINGS = List.of(DEFAULT_RETENTION, MAX_RETENTION);

    static SessionConfig from(Settings settings) {
        return new SessionConfig(settings.get(DEFAULT_RETENTION), settings.get(MAX_RETENTION));
    }

    static void check(Settings settings, Problems problems) {
        if (settings.have(DEFAULT_RETENTION, MAX_RETENTION)) {
            problems.check(
                    settings.get(DEFAULT_RETENTION).compareTo(settings.get(MAX_RETENTION)) <= 0,
                    DEFAULT_RETENTION + " must be at most " + MAX_RETENTION);
        }
    }
}
