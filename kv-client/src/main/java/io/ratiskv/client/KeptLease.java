package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A lease that a {@link LeaseKeeper} keeps alive. Thread-safe.
 *
 * <p>What listeners are told takes its place under the lock, so that it is told in order, and is told after the lock is
 * given back: listeners may run on this very thread, and may wait for others that ask the lease something.
 */
final class KeptLease implements Lease {
    /** Most listeners of one lease, of both kinds. Each has at most one state more to be told than there were changes. */
    static final int LISTENERS_MAX = 1_000;

    private final LeaseKeeper keeper;
    private final long id;
    private final LeaseTerm term;
    private final InOrder atOnce = new InOrder(Runnable::run);
    private final InOrder later;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Listener> listeners = new ArrayList<>();
    private boolean asking;
    private long dueNanos;

    private record Listener(InOrder teller, Consumer<State> listener) {
        void told(State state) {
            teller.add(() -> listener.accept(state));
        }
    }

    KeptLease(LeaseKeeper keeper, long id, LeaseTerm term) {
        this.keeper = keeper;
        this.id = id;
        this.term = term;
        this.later = new InOrder(keeper.listenersExecutor());
        this.dueNanos = keeper.dueNanos(term);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Duration ttl() {
        return Duration.ofNanos(term.ttlNanos());
    }

    @Override
    public State state() {
        lock.lock();
        try {
            advance();
            return term.state();
        } finally {
            unlockAndTell();
        }
    }

    @Override
    public Duration remaining() {
        lock.lock();
        try {
            advance();
            return Duration.ofNanos(term.remainingNanos(keeper.nanoTime()));
        } finally {
            unlockAndTell();
        }
    }

    @Override
    public void onState(Consumer<State> listener) {
        listen(new Listener(later, requireNonNull(listener, "listener")));
    }

    @Override
    public void onStateAtOnce(Consumer<State> listener) {
        listen(new Listener(atOnce, requireNonNull(listener, "listener")));
    }

    private void listen(Listener listener) {
        lock.lock();
        try {
            if (listeners.size() == LISTENERS_MAX) {
                throw new InvalidArgumentException("listener", "a lease has at most " + LISTENERS_MAX + " listeners");
            }
            advance();
            listeners.add(listener);
            listener.told(term.state());
        } finally {
            unlockAndTell();
        }
    }

    @Override
    public void close() {
        State before = state();
        abandon();
        if (before != State.CLOSED) {
            keeper.revoke(id);
        }
    }

    @Override
    public void abandon() {
        lock.lock();
        try {
            advance();
            if (term.close()) {
                tell();
            }
        } finally {
            unlockAndTell();
        }
        keeper.forget(this);
    }

    private void advance() {
        if (term.advance(keeper.nanoTime())) {
            tell();
        }
    }

    private void tell() {
        State now = term.state();
        listeners.forEach(listener -> listener.told(now));
    }

    private void unlockAndTell() {
        lock.unlock();
        atOnce.start();
        later.start();
    }

    /** Looks at the clock; of those who are to be told, only those who cannot wait are told before {@link #tellOthers}. */
    void look() {
        lock.lock();
        try {
            advance();
        } finally {
            lock.unlock();
        }
        atOnce.start();
    }

    void tellOthers() {
        later.start();
    }

    /** When something is to be done about it: it is to be kept alive, or its state changes. */
    long wakeNanos() {
        lock.lock();
        try {
            long changes = term.changesNanos();
            return asking || dueNanos - changes > 0 ? changes : dueNanos;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it should be asked for by then; not while it is being asked for. */
    boolean isDue(long thenNanos) {
        lock.lock();
        try {
            return !asking && !term.isOver() && thenNanos - dueNanos >= 0;
        } finally {
            lock.unlock();
        }
    }

    /** As far as is known: whether it was lost or closed. */
    boolean isOver() {
        lock.lock();
        try {
            return term.isOver();
        } finally {
            lock.unlock();
        }
    }

    void asks() {
        lock.lock();
        try {
            asking = true;
        } finally {
            lock.unlock();
        }
    }

    /** Its keep-alive, sent then, was answered with this time to live; zero if there is no such lease. */
    void answered(long sentNanos, Duration ttl) {
        lock.lock();
        try {
            asking = false;
            advance();
            // Another time to live: somebody has granted the id anew after ours had ended.
            if (!ttl.equals(ttl()) && !term.isOver()) {
                term.lose();
                tell();
                return;
            }
            term.extend(sentNanos);
            dueNanos = keeper.dueNanos(term);
            advance();
        } finally {
            unlockAndTell();
        }
    }

    /** Its keep-alive got no answer: ask again then. */
    void unanswered(long againNanos) {
        lock.lock();
        try {
            asking = false;
            dueNanos = againNanos;
        } finally {
            lock.unlock();
        }
    }

    long ttlNanos() {
        return term.ttlNanos();
    }

    @Override
    public String toString() {
        return "lease " + id + " (" + state() + ")";
    }
}
