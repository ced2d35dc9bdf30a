package io.ratiskv.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with; see {@link KvClientBuilder} for what each means.
 *
 * @param identity empty: a random one, and the session ends with the client
 * @param clusterId empty: any cluster
 * @param throttling empty: calls are never held back
 * @param executor empty: a pool of the client's own
 * @param traceParent empty: no trace context goes along
 */
public record ClientSettings(
        List<String> endpoints,
        String name,
        Optional<String> identity,
        Optional<String> clusterId,
        Duration deadline,
        Consistency consistency,
        int inFlightMax,
        Duration connectTimeout,
        Duration attemptTimeout,
        Duration sessionRetention,
        long rangeBytesMax,
        Optional<Throttling> throttling,
        Optional<Executor> executor,
        Optional<Supplier<@Nullable String>> traceParent) {}
