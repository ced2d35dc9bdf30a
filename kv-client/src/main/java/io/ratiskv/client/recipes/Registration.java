package io.ratiskv.client.recipes;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Lease;
import io.ratiskv.client.LeaseNotFoundException;
import io.ratiskv.client.Put;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An instance that is in the registry for as long as this is open and the process is well. If its lease is lost, after a
 * pause or a time without the cluster, it registers again by itself. Thread-safe.
 */
public final class Registration implements AutoCloseable {
    private static final long RETRY_MILLIS = 500;

    private final KvClient db;
    private final Bytes key;
    private final Duration ttl;
    private final ReentrantLock lock = new ReentrantLock();
    private Bytes payload;
    private @Nullable Lease lease;
    private @Nullable KvException failure;
    private boolean closed;

    private Registration(KvClient db, Bytes key, Duration ttl, Bytes payload) {
        this.db = db;
        this.key = key;
        this.ttl = ttl;
        this.payload = payload;
    }

    static Registration open(KvClient db, Bytes key, Duration ttl, Bytes payload) {
        Registration registration = new Registration(db, key, ttl, payload);
        registration.register();
        return registration;
    }

    private void register() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            Lease granted = db.leases().grant(ttl);
            boolean put = false;
            try {
                db.put(Put.of(key, payload).withLease(granted.id()));
                put = true;
            } finally {
                if (!put) {
                    granted.abandon();
                }
            }
            lease = granted;
            failure = null;
            granted.onState(state -> told(granted, state));
        } finally {
            lock.unlock();
        }
    }

    private void told(Lease of, Lease.State state) {
        if (state == Lease.State.LOST) {
            of.abandon();
            registerAgain();
        }
    }

    private void registerAgain() {
        try {
            register();
        } catch (ClientClosedException end) {
            note(end);
        } catch (KvException notNow) {
            note(notNow);
            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::registerAgain);
        }
    }

    private void note(KvException why) {
        lock.lock();
        try {
            failure = why;
        } finally {
            lock.unlock();
        }
    }

    /** It is certainly in the registry. */
    public boolean isRegistered() {
        lock.lock();
        try {
            return lease != null && (lease.state() == Lease.State.ALIVE || lease.state() == Lease.State.AT_RISK);
        } finally {
            lock.unlock();
        }
    }

    /** Why it could not be registered again the last time it tried; empty if it is, or has not tried yet. */
    public Optional<KvException> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }

    /** Says something else of itself from now on; at the next registration if its lease is just lost. */
    public void update(Bytes newPayload) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the registration of " + key + " is closed");
            }
            payload = newPayload;
            if (lease != null) {
                db.put(Put.of(key, newPayload).withLease(lease.id()));
            }
        } catch (LeaseNotFoundException lost) {
            // The keeper of the lease finds out, too, and what is registered then is the new one.
            failure = lost;
        } finally {
            lock.unlock();
        }
    }

    /** Takes it out of the registry. */
    @Override
    public void close() {
        Lease last;
        lock.lock();
        try {
            closed = true;
            last = lease;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }
}
