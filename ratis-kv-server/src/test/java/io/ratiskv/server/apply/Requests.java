package io.ratiskv.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.Operation;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import io.ratiskv.server.storage.StoreConfig;
import java.time.Duration;
import java.util.List;

/** Short ways to say commands in tests. */
final class Requests {
    /** Small, so that files and merges happen in small tests. */
    static final StateLimits SMALL = new StateLimits(
            new StoreConfig(1 << 20, 1 << 20, 64, 1, Duration.ofSeconds(10)), 1 << 20, 4 << 10, 32 << 20);

    private Requests() {}

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static CommandBatch entry(long logTimeMillis, List<Command> commands) {
        return CommandBatch.newBuilder()
                .setFormat(LogFormat.VERSION)
                .setLogTimeMs(logTimeMillis)
                .addAllCommands(commands)
                .build();
    }

    static CommandBatch entry(Command... commands) {
        return entry(0, List.of(commands));
    }

    static Command put(String key, String value) {
        return Command.newBuilder().setPut(putRequest(key, value)).build();
    }

    static PutRequest putRequest(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    static Operation putOperation(String key, String value) {
        return Operation.newBuilder().setPut(putRequest(key, value)).build();
    }

    static Command open(String identity, long instance) {
        return Command.newBuilder()
                .setOpenSession(
                        OpenSessionRequest.newBuilder().setIdentity(identity).setInstance(instance))
                .build();
    }

    static Command as(long session, long incarnation, long sequence, long oldestUnanswered, Command command) {
        return command.toBuilder()
                .setWriteId(WriteId.newBuilder()
                        .setSessionId(session)
                        .setIncarnation(incarnation)
                        .setSequence(sequence)
                        .setOldestUnanswered(oldestUnanswered))
                .build();
    }

    static Response parse(byte[] answer) {
        try {
            return Response.parseFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("an answer must be a Response", e);
        }
    }
}
