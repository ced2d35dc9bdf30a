package io.ratiskv.server.transport;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.server.propose.Refusal;
import java.util.Collection;

/**
 * Finds writes that ask for more than this build knows: those of newer clients. Done without it they would be something
 * else than was asked for. Around a write, and in everything else, what is not known is ignored.
 */
final class UnknownFields {
    private UnknownFields() {}

    /**
     * Whether this write has fields that this build does not know.
     *
     * @param known what of the frame is known
     */
    static boolean inCommand(Request known, byte[] body) {
        if (known.getSerializedSize() == body.length || !Commands.isWrite(known)) {
            return false; // The usual case costs no second look.
        }
        try {
            Request whole = Request.parseFrom(body);
            FieldDescriptor chosen = whole.getOneofFieldDescriptor(
                    Request.getDescriptor().getOneofs().get(0));
            return inside((Message) whole.getField(chosen))
                    || inside(whole.getWriteId())
                    || whole.getFencesList().stream().anyMatch(UnknownFields::inside);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a frame that was read before cannot be read", e);
        }
    }

    static Refusal refusal(Request known) {
        return Refusal.of(
                ErrorCode.INVALID_ARGUMENT,
                "the "
                        + known.getBodyCase()
                                .name()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', ' ')
                        + " has fields that this member does not know: the client is of a newer version than the member");
    }

    private static boolean inside(Message message) {
        return !message.getUnknownFields().asMap().isEmpty()
                || message.getAllFields().values().stream().anyMatch(UnknownFields::insideValue);
    }

    private static boolean insideValue(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().anyMatch(UnknownFields::insideValue);
        }
        return value instanceof Message message && inside(message);
    }
}
