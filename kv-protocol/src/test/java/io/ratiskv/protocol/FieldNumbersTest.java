package io.ratiskv.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Names, numbers and types are read by people and by other languages: they stay what they were. */
class FieldNumbersTest {
    @Test
    void fields_and_enum_values_keep_name_number_and_type() throws IOException {
        Map<String, String> present = new TreeMap<>();
        for (FileDescriptor file : SampleMessages.FILES) {
            file.getMessageTypes().forEach(message -> describe(message, present));
            file.getEnumTypes().forEach(type -> describe(type, present));
        }

        assertThat(GoldenFile.differences("fields.txt", present)).isEmpty();
    }

    @Test
    void errors_stay_in_the_family_that_their_number_names() {
        List<Integer> unknown = List.of(ErrorCode.OUTCOME_UNKNOWN_VALUE);

        for (ErrorCode code : ErrorCode.values()) {
            if (code == ErrorCode.UNRECOGNIZED) {
                continue;
            }
            int family = code.getNumber() / 100;
            assertThat(family).as(code.name()).isBetween(0, 3);
            assertThat(family == 2).as(code.name()).isEqualTo(unknown.contains(code.getNumber()));
        }
    }

    @Test
    void request_and_response_of_one_kind_share_their_number() {
        Descriptor response = Response.getDescriptor();
        for (FieldDescriptor request :
                Request.getDescriptor().getOneofs().get(0).getFields()) {
            String answer = request.getName().equals("hello") ? "welcome" : request.getName();
            assertThat(response.findFieldByName(answer))
                    .as(answer)
                    .isNotNull()
                    .satisfies(field -> assertThat(field.getNumber()).isEqualTo(request.getNumber()));
        }
    }

    private static void describe(Descriptor message, Map<String, String> lines) {
        for (FieldDescriptor field : message.getFields()) {
            lines.put(name(field.getFullName()), field.getNumber() + " " + type(field));
        }
        message.getNestedTypes().forEach(nested -> describe(nested, lines));
        message.getEnumTypes().forEach(nested -> describe(nested, lines));
    }

    private static void describe(EnumDescriptor type, Map<String, String> lines) {
        type.getValues()
                .forEach(value -> lines.put(
                        name(type.getFullName()) + "." + value.getName(), Integer.toString(value.getNumber())));
    }

    private static String type(FieldDescriptor field) {
        String type = switch (field.getType()) {
            case MESSAGE -> name(field.getMessageType().getFullName());
            case ENUM -> name(field.getEnumType().getFullName());
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
        return (field.isRepeated() ? "repeated " : "") + type;
    }

    private static String name(String fullName) {
        return fullName.replace("io.ratiskv.protocol.", "");
    }
}
