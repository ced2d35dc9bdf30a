package io.ratiskv.benchmarks;

import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.propose.BatchLimits;
import io.ratiskv.server.propose.LogClock;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.ProposeThread;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.ReplicatedLog;
import io.ratiskv.server.propose.WriteBatcher;
import io.ratiskv.server.propose.WriteReply;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From submitting a write to hearing of it, before a log that takes no time: queue, entry, hand-over, bookkeeping. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class BatcherBenchmark {
    /** Writes handed in at once. */
    static final int AT_ONCE = 512;

    private static final LogStatus LEADS = new LogStatus(LogStatus.Role.LEADER, 1, true, "n1", null, 1, 1);
    private static final byte[] ANSWER = {};

    private ScheduledExecutorService propose;
    private WriteBatcher batcher;
    private Command command;

    @Setup
    public void start() {
        propose = Executors.newSingleThreadScheduledExecutor();
        ReplicatedLog log = new ReplicatedLog() {
            @Override
            public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
                return CompletableFuture.completedFuture(Collections.nCopies(batch.getCommandsCount(), ANSWER));
            }

            @Override
            public LogStatus status() {
                return LEADS;
            }
        };
        batcher = new WriteBatcher(
                log,
                new LogClock(() -> 0, System::nanoTime),
                BatchLimits.defaults(),
                ProposeThread.of(propose),
                System::nanoTime);
        command = new Keys(1).putAny();
    }

    @TearDown
    public void stop() {
        batcher.close();
        propose.shutdownNow();
    }

    @Benchmark
    @OperationsPerInvocation(AT_ONCE)
    public long many() throws InterruptedException {
        return submit(AT_ONCE);
    }

    @Benchmark
    public long one() throws InterruptedException {
        return submit(1);
    }

    private long submit(int count) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(count);
        WriteReply reply = new WriteReply() {
            @Override
            public void answered(byte[] response) {
                answered.countDown();
            }

            @Override
            public void refused(Refusal refusal) {
                throw new IllegalStateException("refused: " + refusal);
            }
        };
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        for (int i = 0; i < count; i++) {
            batcher.submit(command, deadline, reply);
        }
        if (!answered.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(answered.getCount() + " of " + count + " writes heard nothing");
        }
        return batcher.pendingBytes();
    }
}
