package io.ratiskv.client.fake;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.LeaderHint;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.protocol.Welcome;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A member over plain sockets that does as its script says, request by request; without one it serves. */
public final class FakeMember implements AutoCloseable {
    /** What to do with a request. */
    public interface Action {
        /** Serve it and answer. */
        Action SERVE = (member, request, out) -> {
            if (request.hasWatch()) {
                member.watches.open(request, out);
            } else if (request.hasWatchControl()) {
                member.answer(out, request, member.watches.control(request.getWatchControl(), out));
            } else if (request.hasWatchList()) {
                member.answer(out, request, member.watches.list());
            } else {
                member.answer(out, request, member.store.serve(request));
            }
        };
        /** Serve it; the answer is lost. */
        Action LOSE_ANSWER = (member, request, out) -> member.store.serve(request);
        /** The request is lost. */
        Action LOSE_REQUEST = (member, request, out) -> {};
        /** The network delivers it twice, and so the answer. */
        Action TWICE = (member, request, out) -> {
            SERVE.run(member, request, out);
            SERVE.run(member, request, out);
        };
        /** The connection breaks before it is served. */
        Action BREAK = (member, request, out) -> {
            throw new IOException("told to break");
        };
        /** It is served, and the connection breaks before the answer. */
        Action SERVE_AND_BREAK = (member, request, out) -> {
            member.store.serve(request);
            throw new IOException("told to break");
        };
        /** Half an answer, then the end. */
        Action TEAR = (member, request, out) -> {
            out.writeInt(1_000);
            out.write(new byte[10]);
            out.flush();
            throw new IOException("told to break");
        };
        /** Bytes that are no response. */
        Action GARBAGE = (member, request, out) -> {
            out.writeInt(4);
            out.write(new byte[] {-1, -1, -1, -1});
            out.flush();
        };

        void run(FakeMember member, Request request, DataOutputStream out) throws IOException;

        static Action error(ErrorCode code) {
            return error(Error.newBuilder().setCode(code).setMessage("told to"));
        }

        static Action error(Error.Builder error) {
            return (member, request, out) -> member.answer(
                    out, request, Response.newBuilder().setError(error).build());
        }

        static Action notLeader(String address) {
            return error(Error.newBuilder()
                    .setCode(ErrorCode.NOT_LEADER)
                    .setLeader(LeaderHint.newBuilder().setClientAddress(address)));
        }
    }

    private final FakeStore store;
    private final ServerSocket socket;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<Socket> deaf = ConcurrentHashMap.newKeySet();
    private final FakeWatches watches;
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Action> script = request -> Action.SERVE;
    private volatile Welcome welcome = Welcome.newBuilder().setVersion(1).build();
    private volatile CountDownLatch resumed = new CountDownLatch(0);

    private FakeMember(FakeStore store, ServerSocket socket) {
        this.store = store;
        this.socket = socket;
        this.watches = new FakeWatches(store, () -> resumed.await());
        start(this::accept, "fake-accept");
    }

    public static FakeMember start(FakeStore store) {
        try {
            return new FakeMember(store, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** From now on; not for the greeting and status. */
    public FakeMember script(Function<Request, Action> newScript) {
        script = newScript;
        return this;
    }

    /** Does {@code actions} with the next requests whose body is {@code kind}, one each; then serves. */
    public FakeMember next(Request.BodyCase kind, Action... actions) {
        List<Action> left = new CopyOnWriteArrayList<>(actions);
        return script(request -> request.getBodyCase() != kind || left.isEmpty() ? Action.SERVE : left.remove(0));
    }

    public FakeMember welcome(Welcome.Builder newWelcome) {
        welcome = newWelcome.build();
        return this;
    }

    /** How it tells what is watched. */
    public FakeWatches watches() {
        return watches;
    }

    /** Every request but greetings, as they came. */
    public List<Request> seen() {
        return List.copyOf(seen);
    }

    public List<Request> seen(Request.BodyCase kind) {
        return seen.stream().filter(request -> request.getBodyCase() == kind).toList();
    }

    public int connections() {
        return connections.size();
    }

    /** Accepts and reads nothing, as a stopped process does. */
    public void pause() {
        resumed = new CountDownLatch(1);
    }

    public void resume() {
        resumed.countDown();
    }

    /** What comes on connections that are open now is lost, as if the host had gone; new ones are served. */
    public void moveAway() {
        deaf.addAll(connections);
    }

    public void breakConnections() {
        connections.forEach(FakeMember::closeQuietly);
    }

    @Override
    public void close() {
        resume();
        closeQuietly(socket);
        breakConnections();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                start(() -> serve(connection), "fake-connection");
            }
        } catch (IOException closed) {
            closeQuietly(socket);
        }
    }

    private void serve(Socket connection) {
        try (connection;
                DataInputStream in = new DataInputStream(connection.getInputStream());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(connection.getOutputStream()));
                AutoCloseable left = () -> watches.left(out)) {
            while (true) {
                byte[] frame = new byte[in.readInt()];
                in.readFully(frame);
                resumed.await();
                if (!deaf.contains(connection)) {
                    handle(Request.parseFrom(frame), out);
                }
            }
        } catch (Exception over) {
            connections.remove(connection);
        }
    }

    private void handle(Request request, DataOutputStream out) throws IOException {
        if (request.hasHello()) {
            String wanted = request.getHello().getClusterId();
            boolean wrong = !wanted.isEmpty() && !wanted.equals(welcome.getClusterId());
            answer(
                    out,
                    request,
                    wrong
                            ? Response.newBuilder()
                                    .setError(Error.newBuilder().setCode(ErrorCode.WRONG_CLUSTER))
                                    .build()
                            : Response.newBuilder().setWelcome(welcome).build());
            return;
        }
        seen.add(request);
        if (request.hasStatus()) {
            answer(
                    out,
                    request,
                    Response.newBuilder()
                            .setStatus(StatusResponse.newBuilder().setMemberId(address()))
                            .build());
            return;
        }
        script.apply(request).run(this, request, out);
    }

    /** What the store answers. */
    public Response serve(Request request) {
        return store.serve(request);
    }

    public void answer(DataOutputStream out, Request request, Response response) throws IOException {
        write(out, response.toBuilder().setRequestId(request.getRequestId()).build());
    }

    static void write(DataOutputStream out, Response response) throws IOException {
        byte[] bytes = response.toByteArray();
        // Watches write, too.
        synchronized (out) {
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }
    }

    static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
