package io.ratiskv.cli;

import static java.util.Objects.requireNonNull;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.Lease;
import io.ratiskv.client.LeaseExistsException;
import io.ratiskv.client.LeaseInfo;
import io.ratiskv.client.LeaseNotFoundException;
import io.ratiskv.client.Leases;
import io.ratiskv.client.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Leases of a {@link MemoryKv}, for which time stands still. */
final class MemoryLeases implements Leases {
    private final MemoryKv db;
    private final Map<Long, Duration> ttls = new TreeMap<>();
    private long last = 100;

    /** Whether the cluster does not answer for now. */
    volatile boolean unreachable;

    MemoryLeases(MemoryKv db) {
        this.db = db;
    }

    void check(long id) {
        if (id != 0 && !ttls.containsKey(id)) {
            throw new LeaseNotFoundException("there is no lease " + id, null);
        }
    }

    @Override
    public Lease grant(Duration ttl) {
        return new Kept(grantOnce(ttl), ttl);
    }

    @Override
    public Lease grant(Duration ttl, long id) {
        return new Kept(grantOnce(ttl, id), ttl);
    }

    @Override
    public long grantOnce(Duration ttl) {
        return grantOnce(ttl, ++last);
    }

    @Override
    public long grantOnce(Duration ttl, long id) {
        if (ttls.putIfAbsent(id, ttl) != null) {
            throw new LeaseExistsException("lease " + id + " exists", null);
        }
        return id;
    }

    @Override
    public Duration keepAlive(long id) {
        if (unreachable) {
            throw new UnavailableException("nobody answers", List.of(), null);
        }
        check(id);
        return requireNonNull(ttls.get(id));
    }

    @Override
    public long revoke(long id) {
        check(id);
        ttls.remove(id);
        List<Bytes> keys = keys(id);
        keys.forEach(db::drop);
        return keys.size();
    }

    private List<Bytes> keys(long id) {
        return db.all().stream()
                .filter(entry -> entry.lease() == id)
                .map(KeyValue::key)
                .toList();
    }

    @Override
    public LeaseInfo timeToLive(long id, boolean withKeys) {
        check(id);
        Duration ttl = requireNonNull(ttls.get(id));
        List<Bytes> keys = keys(id);
        return new LeaseInfo(id, ttl, ttl, keys.size(), withKeys ? keys : List.of());
    }

    @Override
    public List<LeaseInfo> list() {
        return ttls.keySet().stream().map(id -> timeToLive(id, false)).toList();
    }

    private final class Kept implements Lease {
        private final long id;
        private final Duration ttl;

        Kept(long id, Duration ttl) {
            this.id = id;
            this.ttl = ttl;
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public Duration ttl() {
            return ttl;
        }

        @Override
        public State state() {
            return ttls.containsKey(id) ? State.ALIVE : State.LOST;
        }

        @Override
        public Duration remaining() {
            return ttl;
        }

        @Override
        public void onState(Consumer<State> listener) {
            listener.accept(state());
        }

        @Override
        public void close() {
            revoke(id);
        }

        @Override
        public void abandon() {
            ttls.remove(id);
        }
    }
}
