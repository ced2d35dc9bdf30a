package io.ratiskv.client;

import java.time.Duration;
import java.util.List;

/** Leases of a {@link MemoryDb}, as one process asks for them. */
record MemoryLeases(MemoryDb db, MemoryMachine machine) implements Leases {
    @Override
    public Lease grant(Duration ttl) {
        return keep(grantOnce(ttl), ttl);
    }

    @Override
    public Lease grant(Duration ttl, long id) {
        return keep(grantOnce(ttl, id), ttl);
    }

    private Lease keep(long id, Duration ttl) {
        return machine.keeper().keep(id, ttl, db.nanoTime());
    }

    @Override
    public long grantOnce(Duration ttl) {
        return grantOnce(ttl, 0);
    }

    @Override
    public long grantOnce(Duration ttl, long id) {
        machine.check();
        machine.grants();
        return db.grant(ttl, id);
    }

    @Override
    public Duration keepAlive(long id) {
        machine.check();
        return ClientLeases.found(id, db.keepAlive(List.of(id)));
    }

    @Override
    public long revoke(long id) {
        machine.check();
        return db.endLease(id);
    }

    @Override
    public LeaseInfo timeToLive(long id, boolean withKeys) {
        machine.check();
        return db.info(id);
    }

    @Override
    public List<LeaseInfo> list() {
        return db.leases().stream().map(db::info).toList();
    }
}
