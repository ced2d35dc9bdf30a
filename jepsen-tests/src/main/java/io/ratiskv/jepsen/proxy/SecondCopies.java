package io.ratiskv.jepsen.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ScheduledExecutorService;

/** A connection that carries second copies to the member; whatever comes back is thrown away. */
final class SecondCopies {
    private final Socket socket;
    private final FrameSink sink;

    SecondCopies(InetAddress host, int port, byte[] hello, ScheduledExecutorService timer) throws IOException {
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        sink = new FrameSink(socket, timer, this::close);
        sink.send(hello, 0, true);
        FrameProxy.daemon(this::discardAnswers, "proxy-second-copies").start();
    }

    void send(byte[] frame, long delayNanos) {
        try {
            sink.send(frame, delayNanos, true);
        } catch (IOException e) {
            // The member has hung up on the copies; the originals go on.
            close();
        }
    }

    private void discardAnswers() {
        try (InputStream in = socket.getInputStream()) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Closed by either side.
        }
    }

    void close() {
        ProxyLink.closeQuietly(socket);
    }
}
