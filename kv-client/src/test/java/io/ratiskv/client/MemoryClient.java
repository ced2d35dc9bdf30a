package io.ratiskv.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/** A client of a {@link MemoryDb} that can be paused, as a stopped process is, or cut off. */
public final class MemoryClient implements KvClient {
    private final MemoryDb db;
    private final MemoryMachine machine;
    private final Consistency consistency;
    private final List<Fence> fences;

    /** @param consistency how fresh reads are unless they say otherwise */
    MemoryClient(MemoryDb db, String identity, Consistency consistency) {
        this(db, new MemoryMachine(db, identity), consistency, List.of());
    }

    private MemoryClient(MemoryDb db, MemoryMachine machine, Consistency consistency, List<Fence> fences) {
        this.db = db;
        this.machine = machine;
        this.consistency = consistency;
        this.fences = fences;
    }

    /** Done while a lease is being granted. */
    public void onGrant(Runnable action) {
        machine.onGrant(action);
    }

    /** Its timers stand still; its clock goes on. */
    public void pause() {
        machine.pause();
    }

    public void goOn() {
        machine.goOn();
    }

    /** Nothing of it reaches the store any more, or again. */
    public void cut(boolean cut) {
        machine.cut(cut);
    }

    /** How fresh each read so far, outside of transactions, was asked to be. The store itself is always fresh. */
    public List<Consistency> reads() {
        return machine.reads();
    }

    @Override
    public Kv withDeadline(Duration deadline) {
        return this;
    }

    @Override
    public Kv withConsistency(Consistency newConsistency) {
        return new MemoryClient(db, machine, newConsistency, fences);
    }

    @Override
    public Kv withMinRevision(long revision) {
        return this;
    }

    @Override
    public Kv withFences(Fence... newFences) {
        return new MemoryClient(db, machine, consistency, List.of(newFences));
    }

    @Override
    public PutResult put(Put put) {
        machine.check();
        return db.put(put, fences);
    }

    @Override
    public RangeResult range(Range range) {
        machine.check();
        machine.reads(range.consistency().orElse(consistency));
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
        return machine.identity();
    }

    @Override
    public void close() {
        machine.close();
    }

    @Override
    public void close(Duration drain) {
        close();
    }
}
