package io.ratiskv.server.watch;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.Watcher.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches of this member, those that are opening included: takes them in as far as the limits allow, finds them by
 * their connection, and ends them. A watch that has ended is known to nobody any more: not to its connection, its interest
 * or the reader of history; it is told nothing after its last word.
 *
 * <p>Thread: {@code watch}.
 */
final class Watches {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    private final WatchLimits limits;
    private final Interests interests;
    private final CatchUpReader history;
    private final IdentityHashMap<WatchLink, Connected> connections = new IdentityHashMap<>();
    private final List<Watcher> all = new ArrayList<>();
    private @Nullable Refusal shutDown;

    Watches(WatchLimits limits, Interests interests, CatchUpReader history) {
        this.limits = limits;
        this.interests = interests;
        this.history = history;
    }

    // ---- taking in --------------------------------------------------------------------------------------------

    /** Takes a watch in; null and a refusal if there are too many. */
    @Nullable
    Watcher register(WatchRequest request, WatchLink link, long id, WatchReply reply) {
        Connected connected = connections.computeIfAbsent(link, Connected::new);
        Refusal refusal = refuse(connected, id);
        if (refusal != null) {
            reply.refused(refusal);
            dropIfUnused(connected);
            return null;
        }
        Watcher watcher = new Watcher(request, reply, connected, id, windowBytes(request), progressNanos(request));
        connected.watchers.put(id, watcher);
        watcher.memberPlace = all.size();
        all.add(watcher);
        return watcher;
    }

    private @Nullable Refusal refuse(Connected connected, long id) {
        if (shutDown != null) {
            return shutDown;
        }
        if (connected.watchers.containsKey(id)) {
            return new Refusal(
                    ErrorCode.INVALID_ARGUMENT,
                    "a watch with this request id is open",
                    "request_id",
                    0,
                    0,
                    0,
                    0,
                    null,
                    null);
        }
        if (connected.watchers.size() >= limits.watchesPerConnection()) {
            return tooMany("of one connection", limits.watchesPerConnection());
        }
        return all.size() >= limits.watchesMax() ? tooMany("of this member", limits.watchesMax()) : null;
    }

    private static Refusal tooMany(String whose, int limit) {
        return new Refusal(
                ErrorCode.TOO_MANY_WATCHES,
                "more than " + limit + " watches " + whose + " would be open",
                "",
                0,
                limit,
                0,
                0,
                null,
                null);
    }

    private int windowBytes(WatchRequest request) {
        long asked = Integer.toUnsignedLong(request.getWindowBytes());
        return (int) (asked == 0 ? limits.windowBytesMax() : Math.min(asked, limits.windowBytesMax()));
    }

    private long progressNanos(WatchRequest request) {
        long asked = Integer.toUnsignedLong(request.getProgressMs());
        return asked == 0
                ? limits.progressDefault().toNanos()
                : Math.max(asked * 1_000_000, limits.progressMin().toNanos());
    }

    // ---- finding ----------------------------------------------------------------------------------------------

    /** All of them, in no order. Whoever goes through them ends none meanwhile. */
    List<Watcher> all() {
        return Collections.unmodifiableList(all);
    }

    int size() {
        return all.size();
    }

    /** The watch that this connection opened with this request; null if it has ended, or never was. */
    @Nullable
    Watcher find(WatchLink link, long id) {
        Connected connected = connections.get(link);
        return connected == null ? null : connected.watchers.get(id);
    }

    // ---- ending -----------------------------------------------------------------------------------------------

    /** It cannot be, or cannot go on. */
    void refused(Watcher watcher, Refusal refusal) {
        if (watcher.state != State.ENDED) {
            end(watcher);
            watcher.reply.refused(refusal);
        }
    }

    /** The connection is gone, and its watches with it. */
    void closed(WatchLink link) {
        Connected connected = connections.get(link);
        if (connected != null) {
            List.copyOf(connected.watchers.values()).forEach(this::end);
            connections.remove(link);
        }
    }

    /** Ends all watches, those to come included, so that their clients go elsewhere at once. */
    void shutDown(Refusal why) {
        shutDown = why;
        endAll(why);
    }

    /** Ends all watches with this word. */
    void endAll(Refusal why) {
        for (Watcher watcher : List.copyOf(all)) {
            refused(watcher, why);
        }
    }

    /**
     * Ends all watches with this word, whatever else is known of them: something has failed in the middle, and that may be
     * wrong. Nobody stays without a last word because of another one.
     */
    void abandonAll(Refusal why) {
        List<Watcher> abandoned = List.copyOf(all);
        all.clear();
        connections.clear();
        history.forgetAll();
        for (Watcher watcher : abandoned) {
            watcher.state = State.ENDED;
            watcher.interest = null;
            watcher.reading = null;
            try {
                watcher.reply.refused(why);
            } catch (RuntimeException e) {
                LOG.warn("A watch of {} could not be told that it has ended", watcher.connected.link.remote(), e);
            }
        }
    }

    /** Ends it without a word. */
    void end(Watcher watcher) {
        if (watcher.reading != null && watcher.interest != null) {
            watcher.interest.joining(-1);
        }
        history.forget(watcher);
        watcher.state = State.ENDED;
        remove(watcher);
        leaveInterest(watcher);
        watcher.connected.watchers.remove(watcher.id);
        dropIfUnused(watcher.connected);
    }

    private void remove(Watcher watcher) {
        Watcher last = all.remove(all.size() - 1);
        if (last != watcher) {
            all.set(watcher.memberPlace, last);
            last.memberPlace = watcher.memberPlace;
        }
    }

    private void leaveInterest(Watcher watcher) {
        Interest interest = watcher.interest;
        if (interest == null) {
            return;
        }
        interest.remove(watcher);
        watcher.interest = null;
        if (interest.watchers().isEmpty()) {
            interests.remove(interest);
        } else {
            interests.trim(interest);
        }
    }

    private void dropIfUnused(Connected connected) {
        if (connected.watchers.isEmpty()) {
            connections.remove(connected.link);
        }
    }
}
