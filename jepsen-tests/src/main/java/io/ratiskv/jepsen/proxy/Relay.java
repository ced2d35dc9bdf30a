package io.ratiskv.jepsen.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A loopback port that leads to another one, whatever is spoken there: the address of a member that is gone, which somebody
 * else has got.
 *
 * <p>Thread: its own; public methods by any.
 */
public final class Relay implements AutoCloseable {
    private final ServerSocket listens;
    private final int target;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    });

    private Relay(ServerSocket listens, int target) {
        this.listens = listens;
        this.target = target;
    }

    /** From now on who connects to the one port of loopback reaches the other one. */
    public static Relay between(int port, int target) {
        try {
            ServerSocket listens = new ServerSocket();
            listens.setReuseAddress(true);
            listens.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Relay relay = new Relay(listens, target);
            relay.threads.execute(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that have come to the port so far. */
    public long bytes() {
        return bytes.get();
    }

    private void accept() {
        while (!listens.isClosed()) {
            try {
                Socket from = listens.accept();
                open.add(from);
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(to);
                threads.execute(() -> pump(from, to, true));
                threads.execute(() -> pump(to, from, false));
            } catch (IOException closedOrNobodyThere) {
                // Whoever connected sees a broken connection, and tries again.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean counted) {
        byte[] buffer = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (counted) {
                    bytes.addAndGet(read);
                }
            }
        } catch (IOException ended) {
            // One side has closed: both are, by now.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() {
        try {
            listens.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdown();
        }
    }
}
