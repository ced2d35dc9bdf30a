package io.ratiskv.server;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.protocol.WatchStatus;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.StateLimits;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.fakes.ManualClock;
import io.ratiskv.server.fakes.RecordedAlarm;
import io.ratiskv.server.fakes.TaskQueue;
import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.RangeCursor;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.mvcc.RangeQuery;
import io.ratiskv.server.mvcc.ReadView;
import io.ratiskv.server.storage.StoreConfig;
import io.ratiskv.server.watch.HistorySource;
import io.ratiskv.server.watch.HistoryUnavailableException;
import io.ratiskv.server.watch.WatchLimits;
import io.ratiskv.server.watch.WatchLink;
import io.ratiskv.server.watch.WatchParts;
import io.ratiskv.server.watch.WatchService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A real state with watches over it, whose threads run when told: the hub's, and the one that reads history. */
final class WatchedState implements AutoCloseable {
    static final WatchLimits LIMITS = WatchLimits.defaults();

    private static final StateLimits SMALL = new StateLimits(
            new StoreConfig(1 << 20, 1 << 20, 64, 1, Duration.ofSeconds(10)), 1 << 20, 4 << 10, 32 << 20);

    final ManualClock clock = new ManualClock();
    final RecordedAlarm alarm = new RecordedAlarm();
    final TaskQueue hub = new TaskQueue();
    final TaskQueue pool = new TaskQueue();
    final WatchService watches;
    ReplicatedState state;
    private final Path directory;
    private final EventRelay relay = new EventRelay();
    private boolean stopped;
    private long index;

    WatchedState(WatchLimits limits, WatchParts parts) {
        try {
            directory = Files.createTempDirectory("watched");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        state = ReplicatedState.open(directory.resolve("store"), SMALL);
        relay.opened(state);
        watches = new WatchService(
                limits, parts, (min, deadline, ready, refused) -> ready.run(), new History(), hub, pool, clock, alarm);
        relay.relayTo(watches);
    }

    WatchedState(WatchLimits limits) {
        this(limits, WatchParts.STANDARD);
    }

    // ---- writing ----------------------------------------------------------------------------------------------

    /** One entry. */
    void apply(Command... commands) {
        state.apply(
                1,
                index++,
                CommandBatch.newBuilder()
                        .setFormat(LogFormat.VERSION)
                        .addAllCommands(List.of(commands))
                        .build());
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static Command put(String key, String value) {
        return Command.newBuilder().setPut(putRequest(key, value)).build();
    }

    static Command delete(String key, String end) {
        return Command.newBuilder().setDeleteRange(deleteRequest(key, end)).build();
    }

    static Command txn(List<Operation> operations) {
        return Command.newBuilder()
                .setTxn(TxnRequest.newBuilder().addAllSuccess(operations))
                .build();
    }

    static Operation putOperation(String key, String value) {
        return Operation.newBuilder().setPut(putRequest(key, value)).build();
    }

    static Operation deleteOperation(String key) {
        return Operation.newBuilder().setDeleteRange(deleteRequest(key, "")).build();
    }

    static Command compact(long revision) {
        return Command.newBuilder()
                .setCompact(CompactRequest.newBuilder().setRevision(revision))
                .build();
    }

    private static PutRequest putRequest(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    private static DeleteRangeRequest deleteRequest(String key, String end) {
        return DeleteRangeRequest.newBuilder()
                .setKey(bytes(key))
                .setRangeEnd(bytes(end))
                .build();
    }

    /** Frees everything that is compacted. */
    void scrub() {
        boolean more;
        do {
            more = state.scrub(1_000);
        } while (more);
    }

    /** As when a snapshot is installed: for a while there is no store, then there is another. */
    void reopen(Runnable between) {
        stopped = true;
        state.close();
        between.run();
        state = ReplicatedState.open(directory.resolve("store"), SMALL);
        stopped = false;
        relay.opened(state);
    }

    // ---- watching ---------------------------------------------------------------------------------------------

    static WatchRequest.Builder key(String key) {
        return WatchRequest.newBuilder().setKey(bytes(key));
    }

    static WatchRequest.Builder range(String from, String end) {
        return key(from).setRangeEnd(bytes(end));
    }

    Told open(WatchRequest.Builder request, Client client) {
        Told told = new Told(this, client, ++client.ids);
        watches.open(request.build(), client, told.id, Long.MAX_VALUE, told);
        run();
        return told;
    }

    Told open(WatchRequest.Builder request) {
        return open(request, new Client());
    }

    /** Runs until nothing is left to do. */
    void run() {
        while (hub.size() + pool.size() > 0) {
            hub.runAll();
            pool.runAll();
        }
    }

    void pass(Duration time) {
        clock.advance(time);
        watches.tick();
        run();
    }

    List<WatchStatus> list() {
        var list = watches.list();
        run();
        return list.join().getWatchesList();
    }

    @Override
    public void close() {
        state.close();
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class History implements HistorySource {
        @Override
        public ChangePage changes(ChangeQuery query, HistoryPosition from, long upTo, int pageBytes) {
            requireStore();
            return state.changes().read(query, from, upTo, pageBytes);
        }

        @Override
        public RangePage state(KeyInterval interval, long revision, int pageBytes) {
            requireStore();
            try (ReadView view = state.readAt(revision);
                    RangeCursor cursor = view.range(RangeQuery.all(interval))) {
                return cursor.next(pageBytes);
            }
        }

        private void requireStore() {
            if (stopped) {
                throw new HistoryUnavailableException();
            }
        }
    }

    /** A connection that takes everything, until it is told to stall. */
    static final class Client implements WatchLink {
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean stalled;
        private long ids;
        int flushes;

        void stall() {
            stalled = true;
        }

        void resume() {
            stalled = false;
            List<Runnable> resumed = List.copyOf(waiting);
            waiting.clear();
            resumed.forEach(Runnable::run);
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public boolean isWritable() {
            return !stalled;
        }

        @Override
        public void whenWritable(Runnable resume) {
            if (stalled) {
                waiting.add(resume);
            } else {
                resume.run();
            }
        }

        @Override
        public String remote() {
            return "client:1";
        }

        @Override
        public String clientName() {
            return "story/1";
        }
    }
}
