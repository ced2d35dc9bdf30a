package io.ratiskv.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.OpenSessionResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What applying costs for each put: entries of 512 puts, and entries of one, which tell what an entry costs by itself. The
 * difference of {@link #overwriteOnce} to {@link #overwrite} is exactly-once: the session table and the kept answers.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class ApplyBenchmark {
    /** Puts in an entry. */
    static final int ENTRY = 512;

    private static final int BYTES_OF_NEWEST = 64 << 20;

    /** There before; the newest states of 100,000 are on the heap, of 1,000,000 one in five is. */
    @Param({"100000", "1000000"})
    private int keys;

    private FilledState state;
    private Keys any;
    private int inserted;
    private long session;
    private long sequence;

    @Setup(Level.Trial)
    public void fill() throws IOException {
        state = new FilledState(keys, BYTES_OF_NEWEST);
        any = new Keys(keys);
        inserted = keys;
        OpenSessionResponse opened = response(state.apply(Command.newBuilder()
                        .setOpenSession(OpenSessionRequest.newBuilder()
                                .setIdentity("benchmark")
                                .setInstance(1))
                        .build()))
                .getOpenSession();
        session = opened.getSessionId();
        sequence = opened.getNextSequence();
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        state.close();
    }

    @Benchmark
    @OperationsPerInvocation(ENTRY)
    public List<byte[]> overwrite() {
        CommandBatch.Builder batch = Keys.entry();
        for (int i = 0; i < ENTRY; i++) {
            batch.addCommands(any.putAny());
        }
        return state.apply(batch.build());
    }

    @Benchmark
    @OperationsPerInvocation(ENTRY)
    public List<byte[]> overwriteOnce() {
        CommandBatch.Builder batch = Keys.entry();
        for (int i = 0; i < ENTRY; i++) {
            batch.addCommands(any.putAnyAs(session, sequence++));
        }
        return applied(state.apply(batch.build()));
    }

    @Benchmark
    @OperationsPerInvocation(ENTRY)
    public List<byte[]> insert() {
        CommandBatch.Builder batch = Keys.entry();
        for (int i = 0; i < ENTRY; i++) {
            batch.addCommands(any.put(inserted++));
        }
        return state.apply(batch.build());
    }

    @Benchmark
    public List<byte[]> overwriteAlone() {
        return state.apply(any.putAny());
    }

    // A benchmark of refusals would be fast.
    private static List<byte[]> applied(List<byte[]> answers) {
        if (!response(answers).hasPut()) {
            throw new IllegalStateException("was not applied: " + response(answers));
        }
        return answers;
    }

    private static Response response(List<byte[]> answers) {
        try {
            return Response.parseFrom(answers.get(0));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
