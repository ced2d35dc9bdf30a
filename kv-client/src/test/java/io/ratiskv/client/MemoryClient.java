package io.ratiskv.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** A client of a {@link MemoryDb} that can be paused, as a stopped process is, or cut off. */
public final class MemoryClient implements KvClient {
    private final MemoryDb db;
    private final Machine machine;
    private final List<Fence> fences;

    /** What all views of one client share. */
    static final class Machine implements LeaseKeeper.World {
        private final MemoryDb db;
        private final String identity;
        private final LeaseKeeper keeper;
        private final Deque<Runnable> late = new ArrayDeque<>();
        private volatile Runnable onGrant = () -> {};
        private boolean paused;
        private volatile boolean cut;
        private volatile boolean closed;

        Machine(MemoryDb db, String identity) {
            this.db = db;
            this.identity = identity;
            this.keeper = new LeaseKeeper(this, db::nanoTime, new SplittableRandom(identity.hashCode()));
        }

        /** Now, or when it goes on. */
        void run(Runnable task) {
            synchronized (late) {
                if (paused) {
                    late.add(task);
                    return;
                }
            }
            task.run();
        }

        void check() {
            if (closed) {
                throw new ClientClosedException("closed", Outcome.NOT_APPLIED, null);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new UnavailableException("given up by the caller", List.of(), null);
            }
            if (cut) {
                throw new UnavailableException("cut off", List.of(), null);
            }
        }

        @Override
        public CompletableFuture<List<Duration>> keepAlive(List<Long> ids, Duration deadline) {
            return cut
                    ? CompletableFuture.failedFuture(new UnavailableException("cut off", List.of(), null))
                    : CompletableFuture.completedFuture(db.keepAlive(ids));
        }

        @Override
        public void revoke(long id) {
            if (!cut) {
                db.endLease(id);
            }
        }

        @Override
        public void after(long nanos, Runnable task) {
            db.after(nanos, this, task);
        }

        @Override
        public Executor listeners() {
            return Runnable::run;
        }
    }

    MemoryClient(MemoryDb db, String identity) {
        this(db, new Machine(db, identity), List.of());
    }

    private MemoryClient(MemoryDb db, Machine machine, List<Fence> fences) {
        this.db = db;
        this.machine = machine;
        this.fences = fences;
    }

    /** Done while a lease is being granted. */
    public void onGrant(Runnable action) {
        machine.onGrant = action;
    }

    /** Its timers stand still; its clock goes on. */
    public void pause() {
        synchronized (machine.late) {
            machine.paused = true;
        }
    }

    public void goOn() {
        List<Runnable> late;
        synchronized (machine.late) {
            machine.paused = false;
            late = List.copyOf(machine.late);
            machine.late.clear();
        }
        late.forEach(Runnable::run);
    }

    /** Nothing of it reaches the store any more, or again. */
    public void cut(boolean cut) {
        machine.cut = cut;
    }

    @Override
    public Kv withDeadline(Duration deadline) {
        return this;
    }

    @Override
    public Kv withConsistency(Consistency consistency) {
        return this;
    }

    @Override
    public Kv withMinRevision(long revision) {
        return this;
    }

    @Override
    public Kv withFences(Fence... newFences) {
        return new MemoryClient(db, machine, List.of(newFences));
    }

    @Override
    public PutResult put(Put put) {
        machine.check();
        return db.put(put, fences);
    }

    @Override
    public RangeResult range(Range range) {
        machine.check();
        return db.range(range);
    }

    @Override
    public Iterator<RangeResult> pages(Range range) {
        return List.of(range(range)).iterator();
    }

    @Override
    public DeleteResult delete(Delete delete) {
        machine.check();
        return db.delete(delete, fences);
    }

    @Override
    public TxnResult txn(Txn txn) {
        machine.check();
        return db.txn(txn, fences);
    }

    @Override
    public <T> Committed<T> transactReporting(TransactionBody<T> body) {
        machine.check();
        return db.transact(body, fences);
    }

    @Override
    public AsyncKvClient async() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Admin admin() {
        return new MemoryAdmin(db);
    }

    @Override
    public Leases leases() {
        return new MemoryLeases(db, machine);
    }

    @Override
    public WatchStream watch(Watch watch) {
        machine.check();
        return new MemoryStream(db, watch);
    }

    @Override
    public WatchHandle watch(Watch watch, WatchListener listener) {
        MemoryStream stream = new MemoryStream(db, watch);
        Thread teller = new Thread(() -> tell(stream, listener), "memory-watch");
        teller.setDaemon(true);
        teller.start();
        return new WatchHandle() {
            @Override
            public long revision() {
                return stream.revision();
            }

            @Override
            public void requestProgress() {}

            @Override
            public void close() {
                stream.close();
            }
        };
    }

    private static void tell(MemoryStream stream, WatchListener listener) {
        try {
            while (true) {
                listener.told(stream.next());
            }
        } catch (ClientClosedException closed) {
            listener.ended(Optional.empty());
        } catch (InterruptedException | RuntimeException failure) {
            listener.ended(Optional.of(failure));
        }
    }

    @Override
    public Flow.Publisher<WatchItem> publish(Watch watch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Resolution resolve(RequestId requestId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RequestId> unresolved() {
        return List.of();
    }

    @Override
    public void abandon(RequestId requestId) {}

    @Override
    public String identity() {
        return machine.identity;
    }

    @Override
    public void close() {
        machine.keeper.close().forEach(machine::revoke);
        machine.closed = true;
    }

    @Override
    public void close(Duration drain) {
        close();
    }

    /** A watch of the store's history. */
    private static final class MemoryStream implements WatchStream {
        private final MemoryDb db;
        private final Watch watch;
        private boolean snapshot;
        private long told;
        private volatile boolean closed;

        MemoryStream(MemoryDb db, Watch watch) {
            this.db = db;
            this.watch = watch;
            this.snapshot = watch.snapshot();
            this.told = watch.fromRevision() > 0 ? watch.fromRevision() - 1 : db.revision();
            db.watches(watch, true);
        }

        @Override
        public WatchItem next() throws InterruptedException {
            return poll(Duration.ofDays(1)).orElseThrow();
        }

        @Override
        public Optional<WatchItem> poll(Duration patience) throws InterruptedException {
            return db.await(this::item, patience);
        }

        private Optional<WatchItem> item() {
            if (closed) {
                throw new ClientClosedException("the watch is closed", Outcome.NOT_APPLIED, null);
            }
            Optional<WatchItem> item;
            if (snapshot) {
                RangeResult now = db.range(Range.of(watch.keys()));
                item = Optional.of(new WatchItem.Snapshot(now.revision(), now.entries(), true));
                snapshot = false;
            } else {
                item = db.next(watch, told);
            }
            item.ifPresent(next -> told = next.revision());
            return item;
        }

        @Override
        public long revision() {
            return told;
        }

        @Override
        public void requestProgress() {}

        @Override
        public void close() {
            closed = true;
            db.watches(watch, false);
        }
    }

    private record MemoryLeases(MemoryDb db, Machine machine) implements Leases {
        @Override
        public Lease grant(Duration ttl) {
            return keep(grantOnce(ttl), ttl);
        }

        @Override
        public Lease grant(Duration ttl, long id) {
            return keep(grantOnce(ttl, id), ttl);
        }

        private Lease keep(long id, Duration ttl) {
            return machine.keeper.keep(id, ttl, db.nanoTime());
        }

        @Override
        public long grantOnce(Duration ttl) {
            return grantOnce(ttl, 0);
        }

        @Override
        public long grantOnce(Duration ttl, long id) {
            machine.check();
            machine.onGrant.run();
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

    private record MemoryAdmin(MemoryDb db) implements Admin {
        @Override
        public CompactResult compact(long revision) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MemberStatus status(String endpoint) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Member> members() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StateHash hash(String endpoint) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean change(MembershipChange change, Consumer<MembershipProgress> progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long snapshot(String endpoint) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WatchList watches(String endpoint) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean protect(KeyRange keys) {
            return db.protect(keys, false);
        }

        @Override
        public boolean unprotect(KeyRange keys) {
            return db.protect(keys, true);
        }

        @Override
        public List<ProtectedRange> protectedRanges() {
            return db.protectedRanges();
        }
    }
}
