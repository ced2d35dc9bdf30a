package io.ratiskv.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients and members of two versions talk to each other. Of every release there is kept what it said, {@code frames.txt}, and
 * how it reads what it is told, {@code protocol.desc} (its message descriptors): both are tried against the present.
 */
class RecordedFramesTest {
    private static final Path RELEASES = Path.of("src", "test", "resources", "compat");
    private static final String SAID = "frames.txt";
    private static final String READS = "protocol.desc";
    private static final HexFormat HEX = HexFormat.of();

    /** {@code bin/record-compat RELEASE} sets it: the present build is recorded as that release. */
    @BeforeAll
    static void record() throws IOException {
        String release = System.getProperty("ratiskv.record", "");
        if (!release.isEmpty()) {
            Path directory = Files.createDirectories(RELEASES.resolve(release));
            StringBuilder said = new StringBuilder();
            samples()
                    .forEach((name, sample) -> said.append(name)
                            .append(" = ")
                            .append(HEX.formatHex(sample.toByteArray()))
                            .append('\n'));
            Files.writeString(directory.resolve(SAID), said);
            FileDescriptorSet.Builder reads = FileDescriptorSet.newBuilder();
            SampleMessages.FILES.forEach(file -> reads.addFile(file.toProto()));
            Files.write(directory.resolve(READS), reads.build().toByteArray());
        }
    }

    static List<Path> releases() throws IOException {
        try (Stream<Path> releases = Files.list(RELEASES)) {
            return releases.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void what_a_release_said_is_understood_to_the_last_byte(Path release) throws IOException {
        Map<String, Message> present = samples();
        for (String line : Files.readAllLines(release.resolve(SAID))) {
            String[] parts = line.split(" = ", 2);
            Message sample = present.get(parts[0]);
            assertThat(sample).as("%s is no longer understood", parts[0]).isNotNull();
            Message read = DynamicMessage.parseFrom(sample.getDescriptorForType(), HEX.parseHex(parts[1]));

            assertThat(unknownIn(read))
                    .as("fields of %s that are not known any more", parts[0])
                    .isEmpty();
            assertThat(HEX.formatHex(read.toByteArray())).as(parts[0]).isEqualTo(parts[1]);
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void a_release_finds_in_what_is_said_now_everything_that_it_knows(Path release) throws IOException {
        Map<String, Descriptor> then = descriptors(release);
        for (Message sample : samples().values()) {
            Descriptor older = then.get(sample.getDescriptorForType().getFullName());
            if (older != null) {
                Message read = DynamicMessage.parseFrom(older, sample.toByteArray());
                assertThat(differences(read, sample)).isEmpty();
            }
        }
    }

    /** Fields that the older side knows, and reads as something else than the newer side has said. */
    private static List<String> differences(Message older, Message newer) {
        List<String> differences = new ArrayList<>();
        for (FieldDescriptor known : older.getDescriptorForType().getFields()) {
            FieldDescriptor now = newer.getDescriptorForType().findFieldByNumber(known.getNumber());
            if (now == null) {
                differences.add(known.getFullName() + " is gone");
            } else if (known.isRepeated() || older.hasField(known) || newer.hasField(now)) {
                compare(known.getFullName(), older.getField(known), newer.getField(now), differences);
            }
        }
        return differences;
    }

    private static void compare(String field, Object older, Object newer, List<String> differences) {
        if (older instanceof Message olderMessage && newer instanceof Message newerMessage) {
            differences.addAll(differences(olderMessage, newerMessage));
        } else if (older instanceof List<?> olders && newer instanceof List<?> newers) {
            if (olders.size() != newers.size()) {
                differences.add(field + ": " + olders + " was " + newers);
                return;
            }
            for (int i = 0; i < olders.size(); i++) {
                compare(field, olders.get(i), newers.get(i), differences);
            }
        } else if (!same(older, newer)) {
            differences.add(field + ": " + older + " was " + newer);
        }
    }

    private static boolean same(Object older, Object newer) {
        if (older instanceof EnumValueDescriptor then && newer instanceof EnumValueDescriptor now) {
            return then.getNumber() == now.getNumber();
        }
        return older.equals(newer);
    }

    private static List<String> unknownIn(Message message) {
        List<String> unknown = new ArrayList<>();
        message.getUnknownFields()
                .asMap()
                .keySet()
                .forEach(number -> unknown.add(message.getDescriptorForType().getName() + "." + number));
        for (Object value : message.getAllFields().values()) {
            for (Object one : value instanceof List<?> list ? list : List.of(value)) {
                if (one instanceof Message inner) {
                    unknown.addAll(unknownIn(inner));
                }
            }
        }
        return unknown;
    }

    private static Map<String, Message> samples() {
        Map<String, Message> samples = new TreeMap<>();
        SampleMessages.FILES.forEach(file -> samples.putAll(SampleMessages.of(file)));
        return samples;
    }

    private static Map<String, Descriptor> descriptors(Path release) throws IOException {
        Map<String, FileDescriptorProto> protos = new LinkedHashMap<>();
        FileDescriptorSet.parseFrom(Files.readAllBytes(release.resolve(READS)))
                .getFileList()
                .forEach(proto -> protos.put(proto.getName(), proto));
        Map<String, FileDescriptor> built = new LinkedHashMap<>();
        protos.keySet().forEach(name -> build(name, protos, built));
        Map<String, Descriptor> descriptors = new TreeMap<>();
        built.values().forEach(file -> file.getMessageTypes().forEach(m -> descriptors.put(m.getFullName(), m)));
        return descriptors;
    }

    private static FileDescriptor build(
            String name, Map<String, FileDescriptorProto> protos, Map<String, FileDescriptor> built) {
        FileDescriptor known = built.get(name);
        if (known != null) {
            return known;
        }
        FileDescriptorProto proto = protos.get(name);
        FileDescriptor[] imports = proto.getDependencyList().stream()
                .map(needed -> build(needed, protos, built))
                .toArray(FileDescriptor[]::new);
        try {
            FileDescriptor file = FileDescriptor.buildFrom(proto, imports);
            built.put(name, file);
            return file;
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException(e);
        }
    }
}
