package io.ratiskv.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * A client of one cluster. Make one per process, share it among threads, close it at the end.
 *
 * <pre>{@code
 * try (KvClient db = KvClient.builder().endpoints("127.0.0.1:7101", "127.0.0.1:7102").build()) {
 *     db.put("greeting", "hello");
 *     String text = db.get("greeting").orElseThrow().valueText();
 * }
 * }</pre>
 *
 * <p>Building one touches no network; connections are made when first needed. Inside are one network thread and, if no
 * executor was given, a small pool for what callers chain to futures. All are daemons and gone after {@link #close}.
 */
public interface KvClient extends Kv, AutoCloseable {
    static KvClientBuilder builder() {
        return new KvClientBuilder();
    }

    /** The same client without waiting. */
    AsyncKvClient async();

    /** Status, members, compaction and the like. */
    Admin admin();

    Leases leases();

    /** Opens a watch, to be taken item by item. Returns at once; close it. */
    WatchStream watch(Watch watch);

    /** Opens a watch that calls {@code listener} with each item. Returns at once; close it. */
    WatchHandle watch(Watch watch, WatchListener listener);

    /**
     * A watch for each subscriber, opened when it subscribes, with the demand it asks for: what was not requested waits
     * in the member. Signals come on the client's executor. {@code onError} is only ever an end, that of the client
     * included ({@link ClientClosedException}); {@code onComplete} is never called, for a watch has no last item.
     */
    Flow.Publisher<WatchItem> publish(Watch watch);

    /**
     * What became of a write whose outcome was unknown. Never makes it happen: if it has not happened by now, the
     * client takes its own session over anew, after which it never will (its other writes wait for this, at most until
     * their own deadlines). Ids of an earlier run are best resolved before the first write of this one.
     *
     * @throws InvalidArgumentException if the id is of another identity
     * @throws OutcomeUnknownException if it could not be told within the deadline; ask again
     */
    Resolution resolve(RequestId requestId);

    /**
     * Writes whose outcome may not have been told: those of this client that ended in {@link OutcomeUnknownException},
     * and, for a client with a stable identity, those that an earlier run of it had applied and not confirmed. Answers
     * are confirmed by the next write, so the last ones of an earlier run are among them even if it had seen the
     * answers. Opens the session if need be.
     *
     * <p>The cluster keeps the answers of all of these, and room for them is bounded: once half of the session's window
     * (4,096 answers, as members are built) is taken, the client finds out about the oldest by itself, as {@link
     * #resolve} does, keeps what it finds in memory (the newest 4,096), and lets the cluster forget it.
     * Of more than 4,096 ids the oldest go, as if abandoned.
     */
    List<RequestId> unresolved();

    /** Forgets a write without wanting to know: as if it had been resolved. */
    void abandon(RequestId requestId);

    /** The name under which the session is opened; a random one if none was given. */
    String identity();

    /** {@link #close(Duration)} with the client's deadline. */
    @Override
    void close();

    /**
     * Takes no more calls, waits up to {@code drain} for those that are open, ends the session if the identity was
     * random, closes connections and threads. Calls still open then end with {@link ClientClosedException}. Closing
     * twice does no harm; a second caller waits for the first.
     */
    void close(Duration drain);
}
