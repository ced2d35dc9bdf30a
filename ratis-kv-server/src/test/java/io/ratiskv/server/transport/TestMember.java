package io.ratiskv.server.transport;

import io.ratiskv.protocol.HashResponse;
import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.SnapshotResponse;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.command.LogFormats;
import io.ratiskv.server.fakes.FakeHistory;
import io.ratiskv.server.fakes.FakeLeadership;
import io.ratiskv.server.fakes.FakeLog;
import io.ratiskv.server.fakes.FakeProbe;
import io.ratiskv.server.fakes.FakeState;
import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.BatchLimits;
import io.ratiskv.server.propose.FormatGate;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.ProposeThread;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.WriteBatcher;
import io.ratiskv.server.propose.WriteObserver;
import io.ratiskv.server.read.ReadBarrier;
import io.ratiskv.server.read.ReadLimits;
import io.ratiskv.server.read.ReadObserver;
import io.ratiskv.server.read.ReadPool;
import io.ratiskv.server.read.ReadService;
import io.ratiskv.server.watch.WatchLimits;
import io.ratiskv.server.watch.WatchParts;
import io.ratiskv.server.watch.WatchService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A real endpoint with real rooms behind it, over a fake log and a fake state: one member, always leading alone. */
final class TestMember implements AutoCloseable {
    final FakeLog log = new FakeLog();
    final FakeState state = new FakeState();
    final FakeLeadership group;
    final FrontEnd frontEnd;
    final ReadService reads;
    final WatchService watches;
    final FakeHistory history = new FakeHistory();
    volatile Optional<Refusal> gate = Optional.empty();
    volatile OptionalLong term = OptionalLong.of(1);
    volatile LogPosition lastEntry = LogPosition.EMPTY;

    private final NetLoops loops = new NetLoops(2);
    private final ExecutorService hub = Executors.newSingleThreadExecutor();
    private final ScheduledExecutorService propose = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ReadPool pool;
    private final WriteBatcher writes;

    TestMember(FrontEndLimits limits, BatchLimits batchLimits) throws IOException {
        this("n1", 0, limits, batchLimits);
    }

    TestMember(String id, int port, FrontEndLimits limits, BatchLimits batchLimits) throws IOException {
        this(id, port, limits, batchLimits, WatchLimits.defaults());
    }

    TestMember(String id, int port, FrontEndLimits limits, BatchLimits batchLimits, WatchLimits watchLimits)
            throws IOException {
        group = new FakeLeadership(FakeLog.leader(1), id, id);
        ReadLimits readLimits = ReadLimits.defaults();
        pool = new ReadPool(readLimits);
        AlarmClock writesDue = alarm();
        writes = new WriteBatcher(
                log,
                new LogClock(() -> 0, System::nanoTime),
                batchLimits,
                ProposeThread.of(propose),
                System::nanoTime,
                WriteObserver.NONE,
                FormatGate.open(LogFormats.OURS),
                writesDue);
        AlarmClock roundsDue = alarm();
        ReadBarrier barrier = new ReadBarrier(
                group, new FakeProbe(), readLimits.roundTimeout(), System::nanoTime, ReadObserver.NONE, roundsDue);
        AlarmClock readsDue = alarm();
        reads = new ReadService(barrier, state, group::status, pool, readLimits, System::nanoTime, readsDue);
        reads.applied(10, 1);
        AlarmClock watchesDue = alarm();
        watches = new WatchService(
                watchLimits, WatchParts.STANDARD, reads::whenFresh, history, hub, pool, System::nanoTime, watchesDue);
        watches.skipped(1, 0);
        writesDue.runs("tick writes", writes::tick);
        roundsDue.runs("tick rounds", barrier::tick);
        readsDue.runs("tick reads", reads::tick);
        watchesDue.runs("tick watches", watches::tick);
        Rooms rooms = new Rooms(
                "test",
                new MemberId(id, ""),
                log::status,
                writes,
                reads,
                watches,
                barrier,
                new Admin(),
                null,
                null,
                new CommandValidator(CommandLimits.defaults()),
                command -> gate);
        frontEnd = FrontEnd.open(
                loops, limits, rooms, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), System::nanoTime);
    }

    private AlarmClock alarm() {
        return new AlarmClock(AlarmClock.Scheduler.of(timer), System::nanoTime);
    }

    static BatchLimits quietly() {
        BatchLimits d = BatchLimits.defaults();
        return new BatchLimits(
                d.batchBytesMax(),
                d.batchCommandsMax(),
                d.inFlightMax(),
                d.besideCommands(),
                d.besideBytes(),
                d.besideAfter(),
                d.gatherMax(),
                d.entryBytesMax(),
                d.pendingBytesMax(),
                d.pendingCommandsMax(),
                d.retryAfter(),
                false,
                d.nudgeAfter());
    }

    RawClient client() throws IOException {
        return new RawClient(frontEnd.address()).greeted();
    }

    WriteBatcher writes() {
        return writes;
    }

    @Override
    public void close() {
        frontEnd.close();
        timer.shutdownNow();
        writes.close();
        propose.shutdownNow();
        hub.shutdown();
        pool.close();
        loops.close();
    }

    static Duration soon() {
        return Duration.ofSeconds(60);
    }

    private final class Admin implements MemberAdmin {
        @Override
        public CompletableFuture<StatusResponse> status() {
            return CompletableFuture.completedFuture(
                    StatusResponse.newBuilder().setMemberId("n1").build());
        }

        @Override
        public CompletableFuture<IdentifyResponse> identify() {
            return CompletableFuture.completedFuture(IdentifyResponse.getDefaultInstance());
        }

        @Override
        public CompletableFuture<HashResponse> hash() {
            return CompletableFuture.completedFuture(
                    HashResponse.newBuilder().setHash(77).build());
        }

        @Override
        public CompletableFuture<SnapshotResponse> snapshot() {
            return CompletableFuture.failedFuture(new IllegalStateException("broken on purpose"));
        }

        @Override
        public OptionalLong runningTerm() {
            return term;
        }

        @Override
        public LogPosition lastEntry() {
            return lastEntry;
        }
    }
}
