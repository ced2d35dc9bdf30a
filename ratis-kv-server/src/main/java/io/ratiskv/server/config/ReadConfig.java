package io.ratiskv.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How reads are served.
 *
 * @param threads threads that read from the store
 * @param queue reads that may wait for one of them; further ones are refused
 * @param confirmTimeout how long one round of asking the members for their term may take
 */
public record ReadConfig(int threads, int queue, Duration confirmTimeout) {
    static final Setting<Integer> THREADS =
            Setting.count("read.threads", 2, 1, 256, "Threads that read from the store, which may touch the disk.");

    static final Setting<Integer> QUEUE = Setting.count(
            "read.queue", 10_000, 16, 1_000_000, "Reads that may wait for a thread; further ones are refused.");

    static final Setting<Duration> CONFIRM_TIMEOUT = Setting.duration(
            "read.confirm-timeout",
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            Duration.ofSeconds(60),
            "How long a leader waits for a majority to confirm that it still leads before linearizable reads are"
                    + " refused.");

    static final List<Setting<?>> SETTINGS = List.of(THREADS, QUEUE, CONFIRM_TIMEOUT);

    static ReadConfig from(Settings settings) {
        return new ReadConfig(settings.get(THREADS), settings.get(QUEUE), settings.get(CONFIRM_TIMEOUT));
    }
}
