package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A store in memory for tests of what is built on the client: revisions, transactions, leases, fences, history to watch.
 * Time passes when the test says so, for the store and for its clients alike. Thread-safe.
 */
public final class MemoryDb {
    private final Map<Long, Granted> leases = new TreeMap<>();
    private final Map<KeyRange, Long> protectedRanges = new LinkedHashMap<>();
    private final MemoryHistory history = new MemoryHistory();
    private final List<Watch> watches = new ArrayList<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));
    private TreeMap<Bytes, KeyValue> entries = new TreeMap<>();
    private volatile long nanos;
    private long revision = 1;
    private long lastLease = 0x1000;

    private record Timer(long atNanos, MemoryMachine machine, Runnable task) {}

    private static final class Granted {
        final long ttlNanos;
        long endNanos;
        final TreeSet<Bytes> keys = new TreeSet<>();

        Granted(long ttlNanos, long endNanos) {
            this.ttlNanos = ttlNanos;
            this.endNanos = endNanos;
        }
    }

    /** One command: what it changes, and which fences it shows. */
    private final class Command {
        final long at = revision + 1;
        final List<Fence> fences;
        final List<Event> events = new ArrayList<>();
        final Map<KeyRange, Long> raised = new HashMap<>();

        Command(List<Fence> fences) {
            this.fences = fences;
        }

        void check(Bytes key) {
            protectedRanges.forEach((range, newest) -> {
                if (range.contains(key)) {
                    Fence fence = fences.stream()
                            .filter(one -> one.range().equals(range.start()))
                            .findFirst()
                            .or(() -> fences.stream()
                                    .filter(one -> one.range().isEmpty())
                                    .findFirst())
                            .orElseThrow(() -> new FenceException("no fence for " + key, key, 0, null));
                    if (fence.token() < newest) {
                        throw new FenceException("stale fence for " + key, key, newest, null);
                    }
                    raised.put(range, fence.token());
                }
            });
        }
    }

    /** A client of it, as a process of its own. */
    public MemoryClient client(String identity) {
        return client(identity, Consistency.LINEARIZABLE);
    }

    /** As {@link #client(String)}, with another default for its reads. */
    public MemoryClient client(String identity, Consistency consistency) {
        return new MemoryClient(this, identity, consistency);
    }

    long nanoTime() {
        return nanos;
    }

    public synchronized long revision() {
        return revision;
    }

    /** Names of the open watches. */
    public synchronized List<String> openWatches() {
        return watches.stream().map(Watch::name).toList();
    }

    /** What is watched now. */
    public synchronized List<KeyRange> watched() {
        return watches.stream().map(Watch::keys).toList();
    }

    /** Forgets the history up to now. */
    public synchronized void compact() {
        history.compact(revision);
        notifyAll();
    }

    /** Lets time pass; what is due in it happens, in order, but for processes that are paused. */
    public void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (step(end)) {
            // One thing at a time.
        }
        nanos = end;
    }

    private boolean step(long end) {
        Timer timer;
        synchronized (this) {
            Optional<Map.Entry<Long, Granted>> first =
                    leases.entrySet().stream().min(Comparator.comparingLong(lease -> lease.getValue().endNanos));
            long expires = first.map(lease -> lease.getValue().endNanos).orElse(Long.MAX_VALUE);
            timer = timers.peek();
            long wakes = timer == null ? Long.MAX_VALUE : timer.atNanos();
            if (Math.min(expires, wakes) > end) {
                return false;
            }
            if (expires <= wakes) {
                nanos = Math.max(nanos, expires);
                endLease(requireNonNull(first.orElseThrow().getKey()));
                return true;
            }
            nanos = Math.max(nanos, wakes);
            timers.remove();
        }
        timer.machine().run(timer.task());
        return true;
    }

    synchronized void after(long delay, MemoryMachine machine, Runnable task) {
        timers.add(new Timer(nanos + delay, machine, task));
    }

    synchronized long grant(Duration ttl, long id) {
        long chosen = id == 0 ? ++lastLease : id;
        if (leases.putIfAbsent(chosen, new Granted(ttl.toNanos(), nanos + ttl.toNanos())) != null) {
            throw new LeaseExistsException("lease " + chosen + " exists", null);
        }
        return chosen;
    }

    synchronized List<Duration> keepAlive(List<Long> ids) {
        List<Duration> answer = new ArrayList<>();
        for (long id : ids) {
            Granted lease = leases.get(id);
            if (lease != null) {
                lease.endNanos = nanos + lease.ttlNanos;
            }
            answer.add(lease == null ? Duration.ZERO : Duration.ofNanos(lease.ttlNanos));
        }
        return answer;
    }

    /** Ends a lease with its keys; answers how many there were, or -1 if there is no such lease. */
    public synchronized long endLease(long id) {
        Granted lease = leases.remove(id);
        if (lease == null) {
            return -1;
        }
        List<Bytes> keys = List.copyOf(lease.keys);
        Command command = new Command(List.of());
        keys.forEach(key -> remove(command, KeyRange.key(key)));
        commit(command);
        return keys.size();
    }

    synchronized LeaseInfo info(long id) {
        Granted lease = leases.get(id);
        if (lease == null) {
            throw new LeaseNotFoundException("no lease " + id, null);
        }
        return new LeaseInfo(
                id,
                Duration.ofNanos(lease.ttlNanos),
                Duration.ofNanos(lease.endNanos - nanos),
                lease.keys.size(),
                List.copyOf(lease.keys));
    }

    public synchronized List<Long> leases() {
        return List.copyOf(leases.keySet());
    }

    synchronized boolean protect(KeyRange keys, boolean remove) {
        return remove ? protectedRanges.remove(keys) != null : protectedRanges.putIfAbsent(keys, 0L) == null;
    }

    synchronized List<ProtectedRange> protectedRanges() {
        return protectedRanges.entrySet().stream()
                .map(range -> new ProtectedRange(range.getKey(), range.getValue()))
                .toList();
    }

    /** The whole of it or nothing. */
    private <T> T command(List<Fence> fences, java.util.function.Function<Command, T> body) {
        TreeMap<Bytes, KeyValue> before = new TreeMap<>(entries);
        Command command = new Command(fences);
        try {
            T result = body.apply(command);
            commit(command);
            return result;
        } catch (KvException refused) {
            entries = before;
            throw refused;
        }
    }

    private void commit(Command command) {
        protectedRanges.putAll(command.raised);
        if (!command.events.isEmpty()) {
            revision = command.at;
            history.add(revision, command.events);
            notifyAll();
        }
    }

    synchronized PutResult put(Put put, List<Fence> fences) {
        return command(fences, command -> put(command, put));
    }

    synchronized DeleteResult delete(Delete delete, List<Fence> fences) {
        return command(fences, command -> {
            List<KeyValue> gone = remove(command, delete.range());
            return new DeleteResult(gone.isEmpty() ? revision : command.at, gone.size(), gone);
        });
    }

    synchronized TxnResult txn(Txn txn, List<Fence> fences) {
        return command(fences, command -> txn(command, txn));
    }

    synchronized <T> Committed<T> transact(TransactionBody<T> body, List<Fence> fences) {
        BufferedTransaction tx = new BufferedTransaction(range -> range(range.atRevision(0)));
        T value = body.run(tx);
        tx.close();
        txn(Txn.of(tx.writes().toArray(Op[]::new)), fences);
        return new Committed<>(value, revision, 1);
    }

    private TxnResult txn(Command command, Txn txn) {
        boolean holds = txn.compares().stream().allMatch(this::holds);
        List<OpResult> results = new ArrayList<>();
        for (Op op : holds ? txn.success() : txn.failure()) {
            if (op instanceof Put put) {
                results.add(put(command, put));
            } else if (op instanceof Delete delete) {
                results.add(new DeleteResult(
                        command.at, remove(command, delete.range()).size(), List.of()));
            } else if (op instanceof Range range) {
                results.add(range(range));
            } else {
                results.add(txn(command, (Txn) op));
            }
        }
        return new TxnResult(command.events.isEmpty() ? revision : command.at, holds, results);
    }

    private PutResult put(Command command, Put put) {
        command.check(put.key());
        KeyValue old = entries.get(put.key());
        if (put.lease() != 0 && !leases.containsKey(put.lease())) {
            throw new LeaseNotFoundException("no lease " + put.lease(), null);
        }
        if (old != null && leases.containsKey(old.lease())) {
            requireNonNull(leases.get(old.lease())).keys.remove(put.key());
        }
        if (put.lease() != 0) {
            requireNonNull(leases.get(put.lease())).keys.add(put.key());
        }
        KeyValue entry = new KeyValue(
                put.key(),
                put.value(),
                old == null ? command.at : old.createRevision(),
                command.at,
                old == null ? 1 : old.version() + 1,
                put.lease());
        entries.put(put.key(), entry);
        command.events.add(new Event(Event.Type.PUT, entry, Optional.ofNullable(old)));
        return new PutResult(command.at, Optional.ofNullable(old));
    }

    private List<KeyValue> remove(Command command, KeyRange keys) {
        List<KeyValue> gone = entries.values().stream()
                .filter(entry -> keys.contains(entry.key()))
                .toList();
        for (KeyValue entry : gone) {
            // A lease that ends needs no fence; it is gone from the table by then.
            if (entry.lease() == 0 || leases.containsKey(entry.lease())) {
                command.check(entry.key());
            }
            entries.remove(entry.key());
            Granted lease = leases.get(entry.lease());
            if (lease != null) {
                lease.keys.remove(entry.key());
            }
            command.events.add(new Event(
                    Event.Type.DELETE,
                    new KeyValue(entry.key(), Bytes.EMPTY, 0, command.at, 0, 0),
                    Optional.of(entry)));
        }
        return gone;
    }

    private boolean holds(Compare compare) {
        KeyValue entry = entries.get(compare.keys().start());
        long found = entry == null
                ? 0
                : switch (compare.target()) {
                    case VERSION -> entry.version();
                    case CREATE_REVISION -> entry.createRevision();
                    case MOD_REVISION -> entry.modRevision();
                    case LEASE -> entry.lease();
                    case VALUE -> entry.value().compareTo(compare.value());
                };
        int order = Long.compare(found, compare.number());
        if (compare.target() == Compare.Target.VALUE && entry == null) {
            return false;
        }
        return switch (compare.relation()) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
        };
    }

    synchronized RangeResult range(Range range) {
        List<KeyValue> found = new ArrayList<>(entries.values().stream()
                .filter(entry -> range.keys().contains(entry.key()))
                .filter(entry -> entry.createRevision() >= range.minCreateRevision()
                        && (range.maxCreateRevision() == 0 || entry.createRevision() <= range.maxCreateRevision()))
                .toList());
        if (range.order().by() == Range.SortBy.CREATE_REVISION) {
            Comparator<KeyValue> order = Comparator.comparingLong(KeyValue::createRevision);
            found.sort(range.order().descending() ? order.reversed() : order);
        }
        boolean more = range.limit() > 0 && found.size() > range.limit();
        OptionalLong count = OptionalLong.of(found.size());
        return new RangeResult(
                revision,
                more ? List.copyOf(found.subList(0, (int) range.limit())) : List.copyOf(found),
                more,
                Optional.empty(),
                count,
                Duration.ZERO);
    }

    synchronized void watches(Watch watch, boolean opens) {
        if (opens) {
            watches.add(watch);
        } else {
            watches.remove(watch);
        }
        notifyAll();
    }

    /** What a watch that knows everything up to {@code told} is told next; empty if nothing. */
    synchronized Optional<WatchItem> next(Watch watch, long told) {
        return history.next(watch, told, this::range);
    }

    /** Waits in real time until {@code ready} answers something; empty if it did not in time. */
    synchronized <T> Optional<T> await(Supplier<Optional<T>> ready, Duration patience) throws InterruptedException {
        long endNanos = System.nanoTime() + patience.toNanos();
        Optional<T> found = ready.get();
        while (found.isEmpty()) {
            long millis = (endNanos - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return found;
            }
            wait(millis);
            found = ready.get();
        }
        return found;
    }
}
