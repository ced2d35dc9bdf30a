package io.ratiskv.server.transport;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client of bytes and blocking sockets, which can also say what no client should. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MS = 60_000;

    private final Socket socket = new Socket();
    private final DataOutputStream out;
    private final DataInputStream in;

    RawClient(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    /** @param receiveBytes size of the receive buffer; 0 = the system's */
    RawClient(InetSocketAddress address, int receiveBytes) throws IOException {
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.connect(address, PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    static Hello.Builder hello() {
        return Hello.newBuilder()
                .setVersionMin(1)
                .setVersionMax(1)
                .setClusterId("test")
                .setClientName("raw/1");
    }

    static Request.Builder put(long id, String key, int valueBytes) {
        return Request.newBuilder()
                .setRequestId(id)
                .setPut(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFrom(new byte[valueBytes])));
    }

    RawClient greeted() throws IOException {
        Response welcome = ask(Request.newBuilder().setRequestId(1).setHello(hello()));
        if (!welcome.hasWelcome()) {
            throw new AssertionError("not welcome: " + welcome);
        }
        return this;
    }

    Response ask(Request.Builder request) throws IOException {
        send(request);
        return receive();
    }

    void send(Request.Builder request) throws IOException {
        byte[] body = request.build().toByteArray();
        bytes(body.length, body);
    }

    /** A frame that says it has {@code length} bytes, followed by these. */
    void bytes(int length, byte[] body) throws IOException {
        out.writeInt(length);
        out.write(body);
        out.flush();
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    Response receive() throws IOException {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return Response.parseFrom(body);
    }

    Error refused() throws IOException {
        Response response = receive();
        if (!response.hasError()) {
            throw new AssertionError("not refused: " + response.getBodyCase());
        }
        return response.getError();
    }

    /** Whether the other side closes, now or soon, without another word. */
    boolean isClosedByServer() throws IOException {
        try {
            in.readInt();
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
