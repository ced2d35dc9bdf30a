package io.ratiskv.jepsen.wire;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.Consistency;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.StatusRequest;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.protocol.Welcome;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * One connection to one member, one request at a time, without any retry: what the member says is what the caller gets.
 * Every wait is bounded by the timeout given at opening ({@link java.net.SocketTimeoutException} after it).
 *
 * <p>Thread: the one that uses it.
 */
public final class WireConnection implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Welcome welcome;
    private final int timeoutMillis;
    private long nextRequestId = 2;

    private WireConnection(Socket socket, Duration timeout, Hello hello) throws IOException {
        this.socket = socket;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
        Response answer =
                exchange(Request.newBuilder().setRequestId(1).setHello(hello).build());
        if (!answer.hasWelcome()) {
            throw new WireException(answer.getError());
        }
        this.welcome = answer.getWelcome();
    }

    /** Connects to a loopback port and says hello with any cluster id and this build's versions. */
    public static WireConnection open(int port, Duration timeout) throws IOException {
        return open(port, timeout, hello("jepsen/wire"));
    }

    /** Connects to a loopback port with this hello; {@link WireException} if the member refuses it. */
    public static WireConnection open(int port, Duration timeout, Hello hello) throws IOException {
        return open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout, hello);
    }

    /** Connects to a member on any host with this hello; {@link WireException} if the member refuses it. */
    public static WireConnection open(InetSocketAddress address, Duration timeout, Hello hello) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            socket.connect(address, Math.toIntExact(timeout.toMillis()));
            return new WireConnection(socket, timeout, hello);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** A hello with this name. */
    public static Hello hello(String clientName) {
        return Hello.newBuilder()
                .setVersionMax(Protocol.VERSION_MAX)
                .setVersionMin(Protocol.VERSION_MIN)
                .setClientName(clientName)
                .build();
    }

    /** What the member said to our hello. */
    public Welcome welcome() {
        return welcome;
    }

    /** Sends a request under a fresh id, with the connection's timeout as its deadline, and waits for the last frame of its answer. */
    public Response call(Request.Builder request) throws IOException {
        return exchange(request.setRequestId(nextRequestId++)
                .setDeadlineMs(timeoutMillis)
                .build());
    }

    /** As {@link #call}, but an error answer is thrown. */
    public Response callOrThrow(Request.Builder request) throws IOException {
        Response answer = call(request);
        if (answer.hasError()) {
            throw new WireException(answer.getError());
        }
        return answer;
    }

    /** The member's own view of itself. */
    public StatusResponse status() throws IOException {
        return callOrThrow(Request.newBuilder().setStatus(StatusRequest.getDefaultInstance()))
                .getStatus();
    }

    /** A point read of the newest revision. */
    public Response get(String key, Consistency consistency) throws IOException {
        return call(Request.newBuilder()
                .setRange(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setConsistency(consistency)));
    }

    /** A put without a session. */
    public Response put(String key, String value) throws IOException {
        return call(Request.newBuilder()
                .setPut(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))));
    }

    /** Writes bytes as they are, for frames that no client would send. */
    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Waits for the next frame, whatever it answers; {@link EOFException} once the member has closed the connection. */
    public Response receive() throws IOException {
        byte[] message = Frames.read(in);
        if (message == null) {
            throw new EOFException("the member closed the connection");
        }
        return Response.parseFrom(message);
    }

    private Response exchange(Request request) throws IOException {
        sendRaw(Frames.frame(request));
        while (true) {
            Response response = receive();
            // A refused frame is answered with id 0, and the connection closed after it.
            boolean ours = response.getRequestId() == request.getRequestId()
                    || (response.getRequestId() == 0 && response.hasError());
            if (ours && !response.getContinues()) {
                return response;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
