package io.ratiskv.benchmarks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.CommandBatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bytes to messages and back: of a client's frames, and of an entry of 512 puts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class CodecBenchmark {
    private static final int ENTRY = 512;

    private Request request = Request.getDefaultInstance();
    private byte[] requestBytes = {};
    private byte[] responseBytes = {};
    private CommandBatch entry = CommandBatch.getDefaultInstance();
    private byte[] entryBytes = {};

    @Setup
    public void write() {
        Keys keys = new Keys(100_000);
        request = Request.newBuilder()
                .setRequestId(123_456)
                .setDeadlineMs(5_000)
                .setPut(keys.putAny().getPut())
                .build();
        requestBytes = request.toByteArray();
        responseBytes = Response.newBuilder()
                .setRequestId(123_456)
                .setPut(PutResponse.getDefaultInstance())
                .build()
                .toByteArray();
        CommandBatch.Builder batch = Keys.entry();
        for (int i = 0; i < ENTRY; i++) {
            batch.addCommands(keys.putAnyAs(7, i + 1));
        }
        entry = batch.build();
        entryBytes = entry.toByteArray();
    }

    @Benchmark
    public byte[] encodeRequest() {
        // Built anew: a message remembers its size.
        return request.toBuilder().setRequestId(123_457).build().toByteArray();
    }

    @Benchmark
    public Request decodeRequest() throws InvalidProtocolBufferException {
        return Request.parseFrom(requestBytes);
    }

    @Benchmark
    public Response decodeResponse() throws InvalidProtocolBufferException {
        return Response.parseFrom(responseBytes);
    }

    @Benchmark
    public byte[] encodeEntry() {
        return entry.toBuilder().setLogTimeMs(1).build().toByteArray();
    }

    @Benchmark
    public CommandBatch decodeEntry() throws InvalidProtocolBufferException {
        return CommandBatch.parseFrom(entryBytes);
    }
}
