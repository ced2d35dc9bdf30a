package io.ratiskv.jepsen.peers.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ratiskv.cli.bench.load.Data;
import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.cli.bench.load.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * ZooKeeper's asynchronous API over some sessions; lanes are spread over them. A key is a node below one of 256 parents,
 * since a node with very many children is slow to change.
 *
 * <p>Thread: any.
 */
final class ZooKeeperTarget implements Target {
    private static final String ROOT = "/b";
    private static final int PARENTS = 256;
    private static final int RADIX = 36;
    private static final int SESSION_MILLIS = 10_000;
    private static final int CLOSE_MILLIS = 500;
    private static final long CONNECT_SECONDS = 30;

    private final Data data;
    private final List<String> endpoints;
    private final List<ZooKeeper> sessions = new ArrayList<>();
    private final String[] paths;

    private ZooKeeperTarget(List<String> endpoints, Data data) {
        this.data = data;
        this.endpoints = List.copyOf(endpoints);
        int prefix = data.prefix().length;
        paths = new String[data.keys()];
        Arrays.setAll(paths, i -> {
            byte[] key = data.key(i);
            return parent(i % PARENTS) + "/" + new String(key, prefix, key.length - prefix, US_ASCII);
        });
    }

    private static String parent(int number) {
        return String.format("%s/%02x", ROOT, number);
    }

    /** A session for each of these; one that lists several servers, comma-separated, moves between them. */
    static ZooKeeperTarget connect(List<String> endpoints, Data data) throws Exception {
        ZooKeeperTarget target = new ZooKeeperTarget(endpoints, data);
        try {
            for (String endpoint : endpoints) {
                target.sessions.add(session(endpoint).get(CONNECT_SECONDS, TimeUnit.SECONDS));
            }
            return target;
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            target.close();
            throw e;
        }
    }

    /** A session that is connected. */
    private static CompletableFuture<ZooKeeper> session(String endpoint) {
        CompletableFuture<ZooKeeper> made = new CompletableFuture<>();
        CompletableFuture<ZooKeeper> connected = new CompletableFuture<>();
        try {
            made.complete(new ZooKeeper(endpoint, SESSION_MILLIS, event -> {
                if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                    // The event may come before the constructor has returned.
                    made.thenAccept(connected::complete);
                }
            }));
        } catch (IOException e) {
            connected.completeExceptionally(e);
        }
        return connected;
    }

    @Override
    public String name() {
        return "zookeeper";
    }

    @Override
    public boolean supports(Kind kind) {
        return kind != Kind.RANGE && kind != Kind.LEASE;
    }

    private ZooKeeper session(int lane) {
        return sessions.get(lane % sessions.size());
    }

    /** Whether the call went well; if not, the future is failed. */
    private static boolean went(int code, String path, CompletableFuture<?> answer) {
        if (code != 0) {
            answer.completeExceptionally(KeeperException.create(KeeperException.Code.get(code), path));
        }
        return code == 0;
    }

    @Override
    public void prepare() throws Exception {
        for (int i = -1; i < PARENTS; i++) {
            String path = i < 0 ? ROOT : parent(i);
            // There, if an earlier client of the same cluster has prepared it.
            if (sessions.get(0).exists(path, false) == null) {
                sessions.get(0).create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
    }

    @Override
    public CompletableFuture<Long> count() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        session(0)
                .getAllChildrenNumber(
                        ROOT,
                        (code, path, context, number) -> {
                            if (went(code, path, answer)) {
                                answer.complete((long) number - PARENTS);
                            }
                        },
                        null);
        return answer;
    }

    @Override
    public CompletableFuture<?> load(int lane, int key, int value) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        session(lane)
                .create(
                        paths[key],
                        data.value(value),
                        ZooDefs.Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT,
                        (AsyncCallback.StringCallback) (code, path, context, name) -> {
                            if (code == KeeperException.Code.NODEEXISTS.intValue()) {
                                set(lane, key, value, answer);
                            } else if (went(code, path, answer)) {
                                answer.complete(name);
                            }
                        },
                        null);
        return answer;
    }

    @Override
    public CompletableFuture<?> put(int lane, int key, int value) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        set(lane, key, value, answer);
        return answer;
    }

    private void set(int lane, int key, int value, CompletableFuture<Object> answer) {
        session(lane)
                .setData(
                        paths[key],
                        data.value(value),
                        -1,
                        (code, path, context, stat) -> {
                            if (went(code, path, answer)) {
                                answer.complete(stat);
                            }
                        },
                        null);
    }

    /** The two requests keep their order on a session, so the read sees whatever was there when the sync was asked for. */
    @Override
    public CompletableFuture<Integer> get(int lane, int key) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        session(lane).sync(paths[key], (code, path, context) -> went(code, path, answer), null);
        read(lane, key, answer);
        return answer;
    }

    @Override
    public CompletableFuture<Integer> localGet(int lane, int key) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        read(lane, key, answer);
        return answer;
    }

    private void read(int lane, int key, CompletableFuture<Integer> answer) {
        session(lane)
                .getData(
                        paths[key],
                        false,
                        (AsyncCallback.DataCallback) (code, path, context, value, stat) -> {
                            if (code == KeeperException.Code.NONODE.intValue()) {
                                answer.complete(-1);
                            } else if (went(code, path, answer)) {
                                answer.complete(value.length);
                            }
                        },
                        null);
    }

    @Override
    public CompletableFuture<Integer> range(int lane, int key, int count) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("ranges"));
    }

    @Override
    public CompletableFuture<Long> version(int lane, int key) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        session(lane).sync(paths[key], (code, path, context) -> went(code, path, answer), null);
        session(lane)
                .exists(
                        paths[key],
                        false,
                        (code, path, context, stat) -> {
                            if (went(code, path, answer)) {
                                answer.complete((long) stat.getVersion());
                            }
                        },
                        null);
        return answer;
    }

    @Override
    public CompletableFuture<Swap> compareAndSet(int lane, int key, long version, int value) {
        CompletableFuture<Swap> answer = new CompletableFuture<>();
        session(lane)
                .setData(
                        paths[key],
                        data.value(value),
                        Math.toIntExact(version),
                        (code, path, context, stat) -> {
                            if (code == KeeperException.Code.BADVERSION.intValue()) {
                                answer.complete(new Swap(false, VERSION_NOT_TOLD));
                            } else if (went(code, path, answer)) {
                                answer.complete(new Swap(true, stat.getVersion()));
                            }
                        },
                        null);
        return answer;
    }

    @Override
    public CompletableFuture<?> txn(int lane, int[] keys, int[] values) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        List<Op> all = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            all.add(Op.setData(paths[keys[i]], data.value(values[i]), -1));
        }
        session(lane)
                .multi(
                        all,
                        (code, path, context, results) -> {
                            if (went(code, path, answer)) {
                                answer.complete(results);
                            }
                        },
                        null);
        return answer;
    }

    @Override
    public CompletableFuture<?> leaseCycle(int lane, int key, int value) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("leases"));
    }

    /** A session for each watcher: within one, all watchers of a path share one event. */
    @Override
    public CompletableFuture<AutoCloseable> watch(int watcher, IntConsumer onPut) {
        return session(endpoints.get(watcher % endpoints.size())).thenCompose(session -> {
            CompletableFuture<AutoCloseable> open = new CompletableFuture<>();
            session.addWatch(
                    ROOT,
                    event -> {
                        if (event.getType() == Watcher.Event.EventType.NodeDataChanged) {
                            String path = event.getPath();
                            onPut.accept(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1), RADIX));
                        }
                    },
                    AddWatchMode.PERSISTENT_RECURSIVE,
                    (code, path, context) -> {
                        if (went(code, path, open)) {
                            open.complete(() -> session.close(CLOSE_MILLIS));
                        }
                    },
                    null);
            return open;
        });
    }

    @Override
    public String errorType(Throwable failure) {
        return failure instanceof KeeperException keeper
                ? keeper.code().name()
                : failure.getClass().getSimpleName();
    }

    @Override
    public void close() throws InterruptedException {
        for (ZooKeeper session : sessions) {
            session.close(CLOSE_MILLIS);
        }
    }
}
