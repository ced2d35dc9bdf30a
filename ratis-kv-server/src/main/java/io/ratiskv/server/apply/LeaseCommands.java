package io.ratiskv.server.apply;

import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseGrantResponse;
import io.ratiskv.protocol.LeaseKeepAliveRequest;
import io.ratiskv.protocol.LeaseKeepAliveResponse;
import io.ratiskv.protocol.LeaseRevokeRequest;
import io.ratiskv.protocol.LeaseRevokeResponse;
import io.ratiskv.server.lease.KeyMove;
import io.ratiskv.server.lease.LeaseFacts;
import io.ratiskv.server.lease.LeaseTable;
import io.ratiskv.server.mvcc.KeyChange;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.KeyVersion;
import io.ratiskv.server.mvcc.WriteTxn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where leases and keys meet: what ends takes its keys along, and what commands do to keys moves them between leases.
 * When a lease ends is added to the hash, because no answer says it.
 */
final class LeaseCommands {
    private final LeaseTable leases;
    private long expired;
    private long latenessMillis;

    LeaseCommands(LeaseTable leases) {
        this.leases = leases;
    }

    LeaseGrantResponse grant(LeaseGrantRequest request, long session, RollingHash hash, long nowMillis) {
        LeaseFacts lease = leases.grant(request.getId(), request.getTtlMs(), session, nowMillis);
        hash.add(lease.deadlineMillis());
        return LeaseGrantResponse.newBuilder()
                .setId(lease.id())
                .setTtlMs(lease.ttlMillis())
                .build();
    }

    LeaseKeepAliveResponse keepAlive(LeaseKeepAliveRequest request, RollingHash hash, long nowMillis) {
        LeaseKeepAliveResponse.Builder response = LeaseKeepAliveResponse.newBuilder();
        for (long id : request.getIdsList()) {
            Optional<LeaseFacts> lease = leases.keepAlive(id, nowMillis);
            lease.ifPresent(kept -> hash.add(kept.deadlineMillis()));
            response.addTtlMs(lease.map(LeaseFacts::ttlMillis).orElse(0L));
        }
        return response.build();
    }

    LeaseRevokeResponse revoke(LeaseRevokeRequest request, WriteTxn txn, EntryEvents events) {
        int deleted = end(request.getId(), txn, events);
        return LeaseRevokeResponse.newBuilder()
                .setRevision(txn.revision())
                .setDeleted(deleted)
                .build();
    }

    /** Ends what is due, as much as one entry may: before the entry's commands, each lease in a revision of its own. */
    void expire(long nowMillis, WriteTxn txn, EntryEvents events) {
        List<Long> due = leases.due(nowMillis);
        if (!due.isEmpty()) {
            expired += due.size();
            latenessMillis = nowMillis - leases.nextDeadlineMillis();
        }
        for (long id : due) {
            txn.beginCommand();
            end(id, txn, events);
            events.hash().add(id);
        }
    }

    long expired() {
        return expired;
    }

    long latenessMillis() {
        return latenessMillis;
    }

    /** That the leases have room for what the running command does. */
    void requireRoom(List<KeyChange> changes) {
        leases.requireRoom(changes.stream().map(LeaseCommands::move).toList());
    }

    /** A key has come into a new state. */
    void follow(KeyChange change) {
        leases.moved(move(change));
    }

    private int end(long id, WriteTxn txn, EntryEvents events) {
        List<byte[]> keys = leases.keysOf(id);
        keys.forEach(key -> txn.deleteRange(KeyInterval.single(key)));
        txn.commitCommand(change -> {
            events.changed(change);
            follow(change);
        });
        leases.end(id);
        return keys.size();
    }

    private static KeyMove move(KeyChange change) {
        KeyVersion after = change.after();
        int bytes = after.key().length + after.row().length;
        return new KeyMove(after.key(), leaseOf(change.before()), after.lease(), bytes);
    }

    private static long leaseOf(@Nullable KeyVersion state) {
        return state == null ? 0 : state.lease();
    }
}
