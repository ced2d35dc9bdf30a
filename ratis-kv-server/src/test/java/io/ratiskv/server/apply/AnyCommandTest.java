package io.ratiskv.server.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.command.LogFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a client can send, applying it gives an answer: an entry that throws would stop every member for good. */
class AnyCommandTest {
    private static final int DEPTH_MAX = 20;

    @Property(tries = 30)
    void nothing_in_an_entry_makes_applying_it_fail(@ForAll long seed) throws InvalidProtocolBufferException {
        Random random = new Random(seed);
        Path directory = TempDirectories.create();
        try (ReplicatedState state = ReplicatedState.open(directory, Requests.SMALL)) {
            state.apply(1, 0, Requests.entry(Requests.open("a", 1), Requests.put("a", "b")));
            for (int index = 1; index <= 10; index++) {
                List<Command> commands = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    Message any = any(Command.getDefaultInstance(), random, 0);
                    commands.add(Command.parseFrom(any.toByteArray()));
                }
                CommandBatch batch = CommandBatch.newBuilder()
                        .setFormat(LogFormat.VERSION)
                        .setLogTimeMs(random.nextLong())
                        .addAllCommands(commands)
                        .build();
                assertThat(state.apply(1, index, batch)).hasSize(commands.size());
            }
        } finally {
            TempDirectories.delete(directory);
        }
    }

    /** Any fields, with values that are likely to hurt. */
    private static Message any(Message type, Random random, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type.getDescriptorForType());
        List<FieldDescriptor> fields = type.getDescriptorForType().getFields();
        int many = depth == 0 ? 2 : random.nextInt(fields.size() + 1);
        for (int i = 0; i < many; i++) {
            FieldDescriptor field = fields.get(random.nextInt(fields.size()));
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth > DEPTH_MAX) {
                continue;
            }
            int times = field.isRepeated() ? random.nextInt(3) : 1;
            for (int n = 0; n < times; n++) {
                Object value = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        ? any(DynamicMessage.getDefaultInstance(field.getMessageType()), random, depth + 1)
                        : scalar(field, random);
                if (field.isRepeated()) {
                    message.addRepeatedField(field, value);
                } else {
                    message.setField(field, value);
                }
            }
        }
        return message.build();
    }

    private static Object scalar(FieldDescriptor field, Random random) {
        return switch (field.getJavaType()) {
            case LONG -> random.nextInt(4) == 0 ? random.nextLong() : (long) random.nextInt(4);
            case INT -> random.nextInt(5);
            case BOOLEAN -> random.nextBoolean();
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(7));
            case STRING -> random.nextBoolean() ? "a" : "";
            case BYTE_STRING ->
                ByteString.copyFrom(random.nextBoolean() ? new byte[random.nextInt(2)] : new byte[] {'a'});
            default -> throw new AssertionError(field);
        };
    }
}
