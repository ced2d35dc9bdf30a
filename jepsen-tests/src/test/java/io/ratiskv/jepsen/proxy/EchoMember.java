package io.ratiskv.jepsen.proxy;

import io.ratiskv.jepsen.wire.Frames;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchControlResponse;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.protocol.Welcome;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A member without a store: welcomes, and answers every request with a put's answer whose revision counts requests. */
final class EchoMember implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicLong revision = new AtomicLong();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    EchoMember() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        FrameProxy.daemon(this::acceptAll, "echo-accept").start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Requests seen, hellos not counted. */
    long requests() {
        return revision.get();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                FrameProxy.daemon(() -> serve(socket), "echo").start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (DataInputStream in = new DataInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream()) {
            byte[] message;
            while ((message = Frames.read(in)) != null) {
                Request request = Request.parseFrom(message);
                Response.Builder answer = Response.newBuilder().setRequestId(request.getRequestId());
                if (request.hasHello()) {
                    answer.setWelcome(Welcome.newBuilder().setVersion(1).setMemberId("echo"));
                } else if (request.hasWatch()) {
                    answer.setContinues(true)
                            .setWatch(WatchResponse.newBuilder().setKind(WatchResponse.Kind.CREATED));
                } else if (request.hasWatchControl()) {
                    Response.Builder told = Response.newBuilder()
                            .setRequestId(request.getWatchControl().getWatch())
                            .setContinues(true)
                            .setWatch(WatchResponse.newBuilder().setRevision(request.getRequestId()));
                    Frames.write(out, told.build().toByteArray());
                    answer.setWatchControl(WatchControlResponse.newBuilder().setFound(true));
                } else {
                    answer.setPut(PutResponse.newBuilder().setRevision(revision.incrementAndGet()));
                }
                Frames.write(out, answer.build().toByteArray());
            }
        } catch (IOException e) {
            // The other end hung up.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
