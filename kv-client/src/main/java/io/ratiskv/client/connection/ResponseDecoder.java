package io.ratiskv.client.connection;

import com.google.protobuf.CodedInputStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Response;
import org.jspecify.annotations.Nullable;

/** Bytes to responses. A frame that is too long, or no response, ends the connection. */
final class ResponseDecoder extends LengthFieldBasedFrameDecoder {
    ResponseDecoder() {
        super(Protocol.FRAME_BYTES_MAX, 0, Protocol.LENGTH_BYTES, 0, Protocol.LENGTH_BYTES);
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
        ByteBuf frame = (ByteBuf) super.decode(context, in);
        if (frame == null) {
            return null;
        }
        try {
            return Response.parseFrom(CodedInputStream.newInstance(frame.nioBuffer()));
        } finally {
            frame.release();
        }
    }
}
