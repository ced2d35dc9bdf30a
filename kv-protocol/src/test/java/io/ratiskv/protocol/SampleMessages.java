package io.ratiskv.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One message of every kind with every field set, and one for each choice of a oneof. Values depend on the field's
 * number and name alone, so that a sample changes only if the message does.
 */
final class SampleMessages {
    /** The whole wire contract. */
    static final List<FileDescriptor> FILES = List.of(
            StatusRequest.getDescriptor().getFile(),
            Error.getDescriptor().getFile(),
            Request.getDescriptor().getFile(),
            KeyValue.getDescriptor().getFile(),
            WriteId.getDescriptor().getFile(),
            WatchRequest.getDescriptor().getFile(),
            LeaseStatus.getDescriptor().getFile(),
            Fence.getDescriptor().getFile(),
            BackupManifest.getDescriptor().getFile());

    // Transactions nest: deep enough to see one inside another.
    private static final int DEPTH_MAX = 3;

    /** Samples by name: {@code PutRequest}, {@code Request.put}. */
    static Map<String, Message> of(FileDescriptor file) {
        Map<String, Message> samples = new TreeMap<>();
        for (Descriptor message : file.getMessageTypes()) {
            List<OneofDescriptor> choices = message.getRealOneofs();
            if (choices.isEmpty()) {
                samples.put(message.getName(), sample(message, Map.of(), 0));
            }
            for (OneofDescriptor choice : choices) {
                for (FieldDescriptor chosen : choice.getFields()) {
                    samples.put(message.getName() + "." + chosen.getName(), sample(message, Map.of(choice, chosen), 0));
                }
            }
        }
        return samples;
    }

    private static Message sample(Descriptor type, Map<OneofDescriptor, FieldDescriptor> chosen, int depth) {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            OneofDescriptor choice = field.getRealContainingOneof();
            if (choice != null
                    && !chosen.getOrDefault(choice, choice.getField(0)).equals(field)) {
                continue;
            }
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == DEPTH_MAX) {
                continue;
            }
            if (field.isRepeated()) {
                builder.addRepeatedField(field, value(field, 0, depth));
                builder.addRepeatedField(field, value(field, 1, depth));
            } else {
                builder.setField(field, value(field, 0, depth));
            }
        }
        return builder.build();
    }

    private static Object value(FieldDescriptor field, int position, int depth) {
        int number = field.getNumber() + position;
        return switch (field.getJavaType()) {
            case INT -> number * 300;
            // Odd fields need more than 32 bits, one of them is negative: both have been cut off by careless readers.
            case LONG -> number % 2 == 0 ? number * 300L : (number == 3 ? -1L : 1L << 40) * number;
            case BOOLEAN -> true;
            case STRING -> field.getName() + position;
            case BYTE_STRING -> ByteString.copyFrom(new byte[] {0, (byte) number, (byte) 0xff});
            case ENUM -> lastOf(field.getEnumType().getValues());
            case MESSAGE -> sample(field.getMessageType(), Map.of(), depth + 1);
            case FLOAT, DOUBLE -> throw new AssertionError("no floating point on the wire: " + field.getFullName());
        };
    }

    private static EnumValueDescriptor lastOf(List<EnumValueDescriptor> values) {
        return values.get(values.size() - 1);
    }

    private SampleMessages() {}
}
