package io.ratiskv.benchmarks;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Keys of 16 bytes and values of 256, as in docs/performance.md, drawn by a seed that never changes. */
final class Keys {
    static final int VALUE_BYTES = 256;
    private static final long SEED = 42;
    private static final byte[] PATTERN = "bench/0000000000".getBytes(StandardCharsets.US_ASCII);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final ByteString value;
    private final int count;

    /** @param count of keys to draw from */
    Keys(int count) {
        this.count = count;
        byte[] bytes = new byte[VALUE_BYTES];
        random.nextBytes(bytes);
        value = ByteString.copyFrom(bytes);
    }

    /** By hand: a formatter takes longer than some of what is measured. */
    static byte[] name(int number) {
        byte[] name = PATTERN.clone();
        int rest = number;
        for (int i = name.length - 1; rest > 0; i--) {
            name[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return name;
    }

    byte[] anyName() {
        return name(random.nextInt(count));
    }

    /** Of a key that is given. */
    Command put(int number) {
        return Command.newBuilder()
                .setPut(PutRequest.newBuilder()
                        .setKey(ByteString.copyFrom(name(number)))
                        .setValue(value))
                .build();
    }

    Command putAny() {
        return put(random.nextInt(count));
    }

    /** A put that happens once, however often it is sent. */
    Command putAnyAs(long session, long sequence) {
        return putAny().toBuilder()
                .setWriteId(WriteId.newBuilder()
                        .setSessionId(session)
                        .setIncarnation(1)
                        .setSequence(sequence)
                        .setOldestUnanswered(sequence))
                .build();
    }

    static CommandBatch.Builder entry() {
        return CommandBatch.newBuilder().setFormat(LogFormat.VERSION);
    }
}
