package io.ratiskv.client.connection;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Request;
import java.io.IOException;

/** Requests to bytes, written once, straight into the buffer that is sent. */
final class RequestEncoder extends MessageToByteEncoder<Request> {
    RequestEncoder() {
        super(Request.class);
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, Request request, boolean preferDirect) {
        return context.alloc().ioBuffer(Protocol.LENGTH_BYTES + request.getSerializedSize());
    }

    @Override
    protected void encode(ChannelHandlerContext context, Request request, ByteBuf out) throws IOException {
        int size = request.getSerializedSize();
        out.writeInt(size);
        CodedOutputStream stream = CodedOutputStream.newInstance(out.nioBuffer(out.writerIndex(), size));
        request.writeTo(stream);
        stream.flush();
        out.writerIndex(out.writerIndex() + size);
    }
}
