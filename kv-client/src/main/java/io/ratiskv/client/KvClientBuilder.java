package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says what a {@link KvClient} shall be like. Not thread-safe; can build several clients. */
public final class KvClientBuilder {
    private final List<String> endpoints = new ArrayList<>();
    private String name = "kv-client";
    private @Nullable String identity;
    private @Nullable String clusterId;
    private Duration deadline = Duration.ofSeconds(2);
    private Consistency consistency = Consistency.LINEARIZABLE;
    private int inFlightMax = 1_024;
    private Duration connectTimeout = Duration.ofSeconds(2);
    private Duration attemptTimeout = Duration.ofMillis(500);
    private Duration sessionRetention = Duration.ZERO;
    private long rangeBytesMax = 64L << 20;
    private @Nullable Throttling throttling = Throttling.DEFAULT;
    private @Nullable Executor executor;
    private @Nullable Supplier<@Nullable String> traceParent;

    KvClientBuilder() {}

    /** Some or all members, {@code host:port} each; others are learnt from them. At least one. */
    public KvClientBuilder endpoints(String... hostsAndPorts) {
        return endpoints(List.of(hostsAndPorts));
    }

    public KvClientBuilder endpoints(List<String> hostsAndPorts) {
        endpoints.clear();
        endpoints.addAll(hostsAndPorts);
        return this;
    }

    /** For thread names and the members' logs. Default {@code kv-client}. */
    public KvClientBuilder name(String newName) {
        name = requireNonNull(newName);
        return this;
    }

    /**
     * Stable name of this client, unique to this process: after a restart, the one that is built with it can tell what
     * became of its predecessor's writes. Default: a random one.
     */
    public KvClientBuilder identity(String newIdentity) {
        identity = requireNonNull(newIdentity);
        return this;
    }

    /** Refuse members of any other cluster. Default: whichever cluster answers first. */
    public KvClientBuilder clusterId(String newClusterId) {
        clusterId = requireNonNull(newClusterId);
        return this;
    }

    /** Time that a call may take, all retries included. Default 2 s; 1 ms to 1 h. */
    public KvClientBuilder deadline(Duration newDeadline) {
        deadline = newDeadline;
        return this;
    }

    /** How fresh reads are unless they say otherwise. Default {@link Consistency#LINEARIZABLE}. */
    public KvClientBuilder consistency(Consistency newConsistency) {
        consistency = requireNonNull(newConsistency);
        return this;
    }

    /** Most calls open at a time: more wait (blocking) or are refused (async). Default 1,024. */
    public KvClientBuilder inFlightMax(int newInFlightMax) {
        inFlightMax = newInFlightMax;
        return this;
    }

    /**
     * Time for a connection to be made and greeted before it is given up and made anew. Calls do not wait for it so
     * long: {@link #attemptTimeout}. Default 2 s.
     */
    public KvClientBuilder connectTimeout(Duration newConnectTimeout) {
        connectTimeout = newConnectTimeout;
        return this;
    }

    /**
     * Time to wait for a member's answer before asking another one as well, with the same request id; doubles from
     * attempt to attempt. Default 500 ms.
     */
    public KvClientBuilder attemptTimeout(Duration newAttemptTimeout) {
        attemptTimeout = newAttemptTimeout;
        return this;
    }

    /** How long the cluster shall keep the session after its last write. Default: as the cluster is set. */
    public KvClientBuilder sessionRetention(Duration newSessionRetention) {
        sessionRetention = newSessionRetention;
        return this;
    }

    /** Most bytes of keys and values that {@link Kv#range} gathers. Default 64 MiB. */
    public KvClientBuilder rangeBytesMax(long newRangeBytesMax) {
        rangeBytesMax = newRangeBytesMax;
        return this;
    }

    /** How calls are held back while members refuse them for overload. Default {@link Throttling#DEFAULT}. */
    public KvClientBuilder throttling(Throttling newThrottling) {
        throttling = requireNonNull(newThrottling);
        return this;
    }

    /** Every call is sent, however many members refuse: for clients that hold back by other means, or measure refusals. */
    public KvClientBuilder withoutThrottling() {
        throttling = null;
        return this;
    }

    /**
     * Where futures complete, and so where what is chained to them runs, where bodies of async transactions run, and where
     * listeners and subscribers of watches are called.
     * Never closed by the client. Default: a pool of the client's own, as wide as the machine has processors, which
     * makes up for threads that wait in it.
     */
    public KvClientBuilder executor(Executor newExecutor) {
        executor = requireNonNull(newExecutor);
        return this;
    }

    /**
     * Where a call finds the trace that it is part of: asked on the caller's thread, once for each call, for a W3C {@code
     * traceparent}; null or empty = none. With OpenTelemetry, that of the current span. It goes along to the members, into
     * their logs of slow requests and flight recordings. Must not block or throw. Default: none, which costs nothing.
     */
    public KvClientBuilder traceParent(Supplier<@Nullable String> newTraceParent) {
        traceParent = requireNonNull(newTraceParent);
        return this;
    }

    /**
     * @throws InvalidArgumentException if a setting is out of bounds, or there is no endpoint; names the setting
     */
    public KvClient build() {
        return BlockingKvClient.over(settings());
    }

    private ClientSettings settings() {
        check(!endpoints.isEmpty(), "endpoints", "at least one host:port is needed");
        within("deadline", deadline, Duration.ofMillis(1), Duration.ofHours(1));
        within("connectTimeout", connectTimeout, Duration.ofMillis(1), Duration.ofHours(1));
        within("attemptTimeout", attemptTimeout, Duration.ofMillis(1), Duration.ofHours(1));
        within("sessionRetention", sessionRetention, Duration.ZERO, Duration.ofDays(3_650));
        check(inFlightMax >= 1 && inFlightMax <= 1 << 20, "inFlightMax", "must be 1 to 1048576, is " + inFlightMax);
        check(rangeBytesMax >= 1, "rangeBytesMax", "must be positive, is " + rangeBytesMax);
        check(identity == null || !identity.isEmpty(), "identity", "must not be empty");
        return new ClientSettings(
                List.copyOf(endpoints),
                name,
                Optional.ofNullable(identity),
                Optional.ofNullable(clusterId),
                deadline,
                consistency,
                inFlightMax,
                connectTimeout,
                attemptTimeout,
                sessionRetention,
                rangeBytesMax,
                Optional.ofNullable(throttling),
                Optional.ofNullable(executor),
                Optional.ofNullable(traceParent));
    }

    static Duration within(String field, Duration value, Duration min, Duration max) {
        check(
                value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
                field,
                "must be " + min + " to " + max + ", is " + value);
        return value;
    }

    private static void check(boolean holds, String field, String message) {
        if (!holds) {
            throw new InvalidArgumentException(field, message);
        }
    }
}
