package io.ratiskv.cli.bench.store;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Target;
import io.ratiskv.client.AsyncKv;
import io.ratiskv.client.AsyncKvClient;
import io.ratiskv.client.AsyncLeases;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.CasResult;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Op;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Txn;
import io.ratiskv.client.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/** A cluster of ratis-kv, through one client per connection. Owns the clients. */
public final class RatisKvTarget implements Target {
    /** More keys are made when they are needed: these take about 60 bytes each. */
    private static final int KEYS_MADE_BEFORE_MAX = 1_000_000;

    private static final Duration LEASE_TTL = Duration.ofMinutes(1);

    private final List<KvClient> clients;
    private final Data data;
    private final Bytes[] keys;
    private final Bytes[] values;
    private final AsyncKvClient[] linearizable;
    private final AsyncKv[] local;
    private final AsyncLeases[] leases;

    /** @param clients at least one, each of them for its share of the lanes; closed with the target */
    public RatisKvTarget(List<KvClient> clients, Data data) {
        this.clients = List.copyOf(clients);
        this.data = data;
        this.keys = new Bytes[Math.min(data.keys(), KEYS_MADE_BEFORE_MAX)];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Bytes.of(data.key(i));
        }
        this.values = new Bytes[data.values()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Bytes.of(data.value(i));
        }
        this.linearizable = clients.stream().map(KvClient::async).toArray(AsyncKvClient[]::new);
        this.local = clients.stream()
                .map(client -> client.async().withConsistency(Consistency.LOCAL))
                .toArray(AsyncKv[]::new);
        this.leases = clients.stream().map(client -> client.async().leases()).toArray(AsyncLeases[]::new);
    }

    @Override
    public String name() {
        return "ratis-kv";
    }

    @Override
    public CompletableFuture<Long> count() {
        return linearizable[0]
                .range(Range.of(from(0, data.keys())).withCountOnly())
                .thenApply(found -> found.count().orElse(0));
    }

    @Override
    public CompletableFuture<?> load(int lane, int key, int value) {
        return put(lane, key, value);
    }

    @Override
    public CompletableFuture<?> put(int lane, int key, int value) {
        return db(lane).put(Put.of(key(key), values[value]));
    }

    @Override
    public CompletableFuture<Integer> get(int lane, int key) {
        return db(lane).get(key(key)).thenApply(RatisKvTarget::length);
    }

    @Override
    public CompletableFuture<Integer> localGet(int lane, int key) {
        return local[lane % local.length].get(key(key)).thenApply(RatisKvTarget::length);
    }

    @Override
    public CompletableFuture<Integer> range(int lane, int key, int count) {
        return db(lane).range(Range.of(from(key, count)))
                .thenApply(found -> found.entries().size());
    }

    @Override
    public CompletableFuture<Long> version(int lane, int key) {
        return db(lane).get(key(key)).thenApply(RatisKvTarget::version);
    }

    @Override
    public CompletableFuture<Swap> compareAndSet(int lane, int key, long version, int value) {
        return db(lane).compareAndSet(key(key), version, values[value]).thenApply(RatisKvTarget::swap);
    }

    @Override
    public CompletableFuture<?> txn(int lane, int[] keyNumbers, int[] valueNumbers) {
        Op[] puts = new Op[keyNumbers.length];
        for (int i = 0; i < puts.length; i++) {
            puts[i] = Put.of(key(keyNumbers[i]), values[valueNumbers[i]]);
        }
        return db(lane).txn(Txn.of(puts));
    }

    @Override
    public CompletableFuture<?> leaseCycle(int lane, int key, int value) {
        AsyncLeases granting = leases[lane % leases.length];
        Put put = Put.of(key(key), values[value]);
        return granting.grantOnce(LEASE_TTL)
                .thenCompose(id -> db(lane).put(put.withLease(id)).thenCompose(written -> granting.revoke(id)));
    }

    @Override
    public CompletableFuture<AutoCloseable> watch(int watcher, IntConsumer onPut) {
        Watch watch = Watch.of(KeyRange.prefix(data.prefix()));
        CompletableFuture<Boolean> opened = new CompletableFuture<>();
        AutoCloseable handle = clients.get(watcher % clients.size()).watch(watch, new PutListener(data, onPut, opened));
        return opened.thenApply(there -> handle);
    }

    /** The client's own type of failure, and what became of the write. */
    @Override
    public String errorType(Throwable failure) {
        if (failure instanceof KvException known) {
            String name = known.getClass().getSimpleName();
            // No pattern: in overload this is asked for each of many refusals.
            String type = name.endsWith("Exception") ? name.substring(0, name.length() - "Exception".length()) : name;
            return known.outcome() == Outcome.UNKNOWN ? type : type + " (" + spoken(known.outcome()) + ")";
        }
        return Target.super.errorType(failure);
    }

    private static String spoken(Outcome outcome) {
        return switch (outcome) {
            case APPLIED -> "applied";
            case NOT_APPLIED -> "not applied";
            case UNKNOWN -> "unknown";
        };
    }

    @Override
    public void close() {
        clients.forEach(KvClient::close);
    }

    private AsyncKvClient db(int lane) {
        return linearizable[lane % linearizable.length];
    }

    private Bytes key(int number) {
        return number < keys.length ? keys[number] : Bytes.of(data.key(number));
    }

    private KeyRange from(int key, int count) {
        return KeyRange.between(key(key), key(key + count));
    }

    private static int length(Optional<KeyValue> found) {
        return found.isPresent() ? found.get().value().length() : -1;
    }

    private static long version(Optional<KeyValue> found) {
        return found.isPresent() ? found.get().modRevision() : 0;
    }

    private static Swap swap(CasResult result) {
        return new Swap(result.succeeded(), result.succeeded() ? result.revision() : version(result.current()));
    }
}
