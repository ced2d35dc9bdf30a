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
    // One at a time says something to the store; who only looks does not wait for the store's answer.
    private final ReentrantLock saying = new ReentrantLock();
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
        Lease granted;
        saying.lock();
        try {
            if (isClosed()) {
                return;
            }
            granted = db.leases().grant(ttl);
            boolean put = false;
            try {
                db.put(Put.of(key, payload).withLease(granted.id()));
                put = true;
            } finally {
                if (!put) {
                    granted.abandon();
                }
            }
            registered(granted);
        } finally {
            saying.unlock();
        }
        // Listeners may be told on this thread.
        granted.onState(state -> told(granted, state));
    }

    private void registered(Lease granted) {
        lock.lock();
        try {
            lease = granted;
            failure = null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Lease lease() {
        lock.lock();
        try {
            return lease;
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
        Lease last = lease();
        return last != null && (last.state() == Lease.State.ALIVE || last.state() == Lease.State.AT_RISK);
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
        saying.lock();
        try {
            if (isClosed()) {
                throw new IllegalStateException("the registration of " + key + " is closed");
            }
            payload = newPayload;
            Lease last = lease();
            if (last != null) {
                db.put(Put.of(key, newPayload).withLease(last.id()));
            }
        } catch (LeaseNotFoundException lost) {
            // The keeper of the lease finds out, too, and what is registered then is the new one.
            note(lost);
        } finally {
            saying.unlock();
        }
    }

    /** Takes it out of the registry. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        Lease last;
        // What is being said now is still said, and then taken back.
        saying.lock();
        try {
            last = lease();
        } finally {
            saying.unlock();
        }
        if (last != null) {
            last.close();
        }
    }
}
