package io.ratiskv.server.config;

import io.ratiskv.protocol.Protocol;
import java.time.Duration;
import java.util.List;

/**
 * What one client may ask for. Every limit is checked before a command enters the log: afterwards it would have to be
 * the same on every member.
 *
 * @param maxRequestBytes one request as it stands on the wire
 * @param maxKeyBytes one key, and the end of a range
 * @param maxTxnOperations compares, operations or read ranges in one transaction, nested ones included
 * @param maxInFlight open requests of one connection
 * @param maxConnections open connections of clients and members together
 * @param rangePageBytes key-value bytes in one frame of a range's answer
 * @param maxSortBytes bytes that a range in another order than by ascending key may gather in memory
 * @param defaultDeadline for a request that names none
 * @param maxDeadline longest that a request may ask for
 */
public record LimitsConfig(
        long maxRequestBytes,
        int maxKeyBytes,
        int maxTxnOperations,
        int maxInFlight,
        int maxConnections,
        long rangePageBytes,
        long maxSortBytes,
        Duration defaultDeadline,
        Duration maxDeadline) {
    static final Setting<Long> MAX_REQUEST_BYTES = Setting.bytes(
            "limits.max-request-bytes",
            1536L << 10,
            64L << 10,
            3L << 20,
            "Largest request, values included. A larger one is refused by name.");

    static final Setting<Integer> MAX_KEY_BYTES =
            // More than this no member applies, whatever it is set to.
            Setting.count("limits.max-key-bytes", 16_384, 16, 16_384, "Longest key.");

    static final Setting<Integer> MAX_TXN_OPERATIONS = Setting.count(
            "limits.max-txn-operations",
            128,
            1,
            // More than this no member applies, whatever it is set to.
            1_024,
            "Most compares, and most operations, of one transaction, nested ones included.");

    static final Setting<Integer> MAX_IN_FLIGHT = Setting.count(
            "limits.max-in-flight",
            1_024,
            1,
            65_536,
            "Most open requests of one connection; further ones are refused with a time to try again.");

    static final Setting<Integer> MAX_CONNECTIONS = Setting.count(
            "limits.max-connections", 10_000, 8, 1_000_000, "Most open connections; further ones are closed at once.");

    static final Setting<Long> RANGE_PAGE_BYTES = Setting.bytes(
            "limits.range-page-bytes",
            1L << 20,
            4L << 10,
            8L << 20,
            "Most bytes of keys and values in one frame of a range's answer; longer answers come as several frames.");

    static final Setting<Long> MAX_SORT_BYTES = Setting.bytes(
            "limits.max-sort-bytes",
            16L << 20,
            1L << 20,
            1L << 30,
            "Most bytes that a range in another order than by ascending key may gather in memory.");

    static final Setting<Duration> DEFAULT_DEADLINE = Setting.duration(
            "limits.default-deadline",
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            Duration.ofMinutes(10),
            "Time for a request that does not name its own.");

    static final Setting<Duration> MAX_DEADLINE = Setting.duration(
            "limits.max-deadline",
            Duration.ofMinutes(1),
            Duration.ofMillis(10),
            Duration.ofMinutes(10),
            "Longest time that a request may ask for; a longer one is cut to it.");

    static final List<Setting<?>> SETTINGS = List.of(
            MAX_REQUEST_BYTES,
            MAX_KEY_BYTES,
            MAX_TXN_OPERATIONS,
            MAX_IN_FLIGHT,
            MAX_CONNECTIONS,
            RANGE_PAGE_BYTES,
            MAX_SORT_BYTES,
            DEFAULT_DEADLINE,
            MAX_DEADLINE);

    static LimitsConfig from(Settings settings) {
        return new LimitsConfig(
                settings.get(MAX_REQUEST_BYTES),
                settings.get(MAX_KEY_BYTES),
                settings.get(MAX_TXN_OPERATIONS),
                settings.get(MAX_IN_FLIGHT),
                settings.get(MAX_CONNECTIONS),
                settings.get(RANGE_PAGE_BYTES),
                settings.get(MAX_SORT_BYTES),
                settings.get(DEFAULT_DEADLINE),
                settings.get(MAX_DEADLINE));
    }

    static void check(Settings settings, Problems problems) {
        if (settings.have(DEFAULT_DEADLINE, MAX_DEADLINE)) {
            problems.check(
                    settings.get(DEFAULT_DEADLINE).compareTo(settings.get(MAX_DEADLINE)) <= 0,
                    DEFAULT_DEADLINE + " must be at most " + MAX_DEADLINE);
        }
        if (settings.have(RANGE_PAGE_BYTES, MAX_REQUEST_BYTES)) {
            // A page ends behind the key-value that fills it, which may be as large as a request.
            problems.check(
                    settings.get(RANGE_PAGE_BYTES) + settings.get(MAX_REQUEST_BYTES) <= Protocol.FRAME_BYTES_MAX,
                    RANGE_PAGE_BYTES + " and " + MAX_REQUEST_BYTES + " together must fit a frame of "
                            + Values.printBytes(Protocol.FRAME_BYTES_MAX));
        }
    }
}
