package io.ratiskv.server.transport;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;

/** The bytes of a frame: decoded without a copy, and encoded around answers that are encoded already. */
final class Frames {
    /** Field 1, varint: how every Request and Response with an id begins. */
    static final byte REQUEST_ID_TAG = 8;

    private static final Parser<Request> KNOWN_PART = DiscardUnknownFieldsParser.wrap(Request.parser());

    private Frames() {}

    /**
     * Decodes a request; its bytes fields share {@code body}, which must not change any more. What this build does not know
     * is left out: in a command, other members might know it, and do something else. See {@link UnknownFields}.
     */
    static Request request(byte[] body) throws InvalidProtocolBufferException {
        CodedInputStream in = sharing(body);
        Request request = KNOWN_PART.parseFrom(in);
        in.checkLastTagWas(0);
        return request;
    }

    static Response response(byte[] body) throws InvalidProtocolBufferException {
        return Response.parseFrom(body);
    }

    private static CodedInputStream sharing(byte[] body) {
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(body).newCodedInput();
        in.enableAliasing(true);
        return in;
    }

    /** Size of a response frame, length included. */
    static int responseBytes(long requestId, byte[] answer) {
        return Protocol.LENGTH_BYTES + 1 + CodedOutputStream.computeUInt64SizeNoTag(requestId) + answer.length;
    }

    /** Writes a response frame: {@code answer} is an encoded Response without request id, which goes in front of it. */
    static void writeResponse(ByteBuf out, long requestId, byte[] answer) {
        out.writeInt(responseBytes(requestId, answer) - Protocol.LENGTH_BYTES);
        out.writeByte(REQUEST_ID_TAG);
        long rest = requestId;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
        out.writeBytes(answer);
    }

    /** Writes a request frame. */
    static void writeRequest(ByteBuf out, Request request) {
        byte[] body = request.toByteArray();
        out.writeInt(body.length).writeBytes(body);
    }
}
