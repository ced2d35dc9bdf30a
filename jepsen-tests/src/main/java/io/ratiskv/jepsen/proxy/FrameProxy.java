package io.ratiskv.jepsen.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands in front of one member's client port. The member advertises the proxy's port, so that redirect hints lead clients
 * here again. Faults can be changed at any time; they hold for frames from then on.
 *
 * <p>Thread: two per connection, one that accepts, one timer; all daemons. Public methods: any.
 */
public final class FrameProxy implements AutoCloseable {
    private static final int BACKLOG = 256;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final long seed;
    private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;
    private final AtomicLong cutConnections = new AtomicLong();
    private final Thread accepting;
    private final Tally tally = new Tally();
    private final Gate towardsMember = new Gate();
    private final Gate towardsClient = new Gate();
    private volatile ProxyFaults faults = ProxyFaults.NONE;
    private volatile boolean refusing;

    /**
     * Listens on a loopback port and forwards to another one.
     *
     * @param listenPort clients connect here; 0 picks a free one
     * @param targetPort the member's own client port; need not be open yet
     * @param seed of every decision
     */
    public FrameProxy(int listenPort, int targetPort, long seed) {
        this(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), listenPort),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort),
                seed);
    }

    /** As above, between any addresses. */
    public FrameProxy(InetSocketAddress listen, InetSocketAddress target, long seed) {
        this.target = target;
        this.seed = seed;
        try {
            this.server = new ServerSocket(listen.getPort(), BACKLOG, listen.getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("proxy " + listen, e);
        }
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "proxy-timer"));
        this.accepting = daemon(this::acceptAll, "proxy-accept-" + server.getLocalPort());
        accepting.start();
    }

    /** Where clients connect. */
    public int port() {
        return server.getLocalPort();
    }

    /** Changes what happens to frames from now on. */
    public void setFaults(ProxyFaults next) {
        faults = next;
    }

    /** One-way silence: nothing reaches the member any more, answers still come. */
    public void silenceTowardsMember() {
        towardsMember.set(false);
    }

    /** One-way silence: the member is reached, but nothing comes back. */
    public void silenceTowardsClient() {
        towardsClient.set(false);
    }

    /** Closes every connection. New ones are accepted. */
    public void cutAll() {
        for (ProxyLink link : links) {
            cutConnections.incrementAndGet();
            link.close();
        }
    }

    /** Closes every connection and every new one until {@link #heal}. */
    public void refuse() {
        refusing = true;
        cutAll();
    }

    /** No faults and no silence any more; what was held back is delivered. */
    public void heal() {
        faults = ProxyFaults.NONE;
        accept();
        unsilence();
    }

    /** Accepts connections again after {@link #refuse}. */
    public void accept() {
        refusing = false;
    }

    /** No silence any more; what was held back is delivered. */
    public void unsilence() {
        towardsMember.set(true);
        towardsClient.set(true);
    }

    /** Frames that had to wait for the end of a silence, so far. */
    public long heldBack() {
        return towardsMember.heldBack() + towardsClient.heldBack();
    }

    /** What was done so far. */
    public ProxyCounts counts() {
        return tally.counts(cutConnections.get());
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            Socket client;
            try {
                client = server.accept();
            } catch (IOException e) {
                // Closed by close(): the loop's condition ends it. Out of descriptors: the next accept tells again.
                continue;
            }
            long number = tally.connections.incrementAndGet();
            if (refusing) {
                ProxyLink.closeQuietly(client);
                continue;
            }
            // Connecting to a paused member may hang: never on the accepting thread.
            daemon(() -> open(client, number), "proxy-" + port() + "-" + number + "-requests")
                    .start();
        }
    }

    private void open(Socket client, long number) {
        ProxyLink link = null;
        try {
            client.setTcpNoDelay(true);
            Socket member = new Socket(target.getAddress(), target.getPort());
            member.setTcpNoDelay(true);
            link = new ProxyLink(client, member, new Dice(seed, number), this::faultsNow, tally, timer);
            links.add(link);
            ProxyLink opened = link;
            daemon(() -> opened.relayAnswers(towardsClient), "proxy-" + port() + "-" + number + "-answers")
                    .start();
            opened.relayRequests(towardsMember);
        } catch (IOException e) {
            // The member is down: the client sees its connection end, which is what it would see without us.
            ProxyLink.closeQuietly(client);
        } finally {
            if (link != null) {
                link.close();
                links.remove(link);
            }
        }
    }

    private ProxyFaults faultsNow() {
        return faults;
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Once this has returned, others can listen on its port. */
    @Override
    public void close() {
        ProxyLink.closeQuietly(server);
        // While a thread is still about to leave accept(), the kernel keeps the port.
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        links.forEach(ProxyLink::close);
        heal();
        timer.shutdownNow();
    }
}
