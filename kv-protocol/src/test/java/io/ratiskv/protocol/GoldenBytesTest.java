package io.ratiskv.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written by any version must be read by every later one, and the other way round. */
class GoldenBytesTest {
    private static final HexFormat HEX = HexFormat.of();

    static List<FileDescriptor> files() {
        return SampleMessages.FILES;
    }

    @ParameterizedTest
    @MethodSource("files")
    void messages_are_written_as_they_always_were(FileDescriptor file) throws IOException {
        Map<String, String> bytes = new TreeMap<>();
        SampleMessages.of(file).forEach((name, sample) -> bytes.put(name, HEX.formatHex(sample.toByteArray())));

        assertThat(GoldenFile.differences(golden(file), bytes)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void bytes_of_old_are_read_as_what_they_always_meant(FileDescriptor file) throws IOException {
        Map<String, Message> samples = SampleMessages.of(file);
        for (Map.Entry<String, String> line : GoldenFile.read(golden(file)).entrySet()) {
            Message sample = samples.get(line.getKey());
            if (sample == null) {
                throw new AssertionError(line.getKey() + " is no longer on the wire");
            }
            assertThat(parse(sample, line.getValue()))
                    .as("meaning of the bytes written down for %s", line.getKey())
                    .isEqualTo(sample);
        }
    }

    /** The generated classes are what the product runs, so they must agree with the descriptors that made the samples. */
    @ParameterizedTest
    @MethodSource("files")
    void generated_classes_keep_every_byte(FileDescriptor file) throws ReflectiveOperationException {
        for (Map.Entry<String, Message> entry : SampleMessages.of(file).entrySet()) {
            Message sample = entry.getValue();
            Class<?> generated = Class.forName(
                    "io.ratiskv.protocol." + sample.getDescriptorForType().getName());
            Message read = (Message)
                    generated.getMethod("parseFrom", byte[].class).invoke(null, (Object) sample.toByteArray());

            assertThat(read.getUnknownFields().asMap()).as(entry.getKey()).isEmpty();
            assertThat(read.toByteArray()).as(entry.getKey()).isEqualTo(sample.toByteArray());
        }
    }

    private static Message parse(Message sample, String hex) throws InvalidProtocolBufferException {
        return DynamicMessage.parseFrom(sample.getDescriptorForType(), HEX.parseHex(hex));
    }

    private static String golden(FileDescriptor file) {
        String path = file.getFullName();
        return path.substring(path.lastIndexOf('/') + 1).replace(".proto", ".hex");
    }
}
