package io.ratiskv.client.connection;

import io.netty.util.concurrent.ScheduledFuture;
import io.ratiskv.client.KvException;
import io.ratiskv.client.TooLargeException;
import io.ratiskv.client.UnavailableException.Tried;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call, from member to member until one answers or the deadline passes. A member that keeps silent is not given
 * up: another is asked as well, or the leader again if it talks to others, and whoever answers first has answered.
 * Between rounds in which everybody worth asking was asked, it waits a little.
 *
 * <p>Thread: network.
 */
final class RetryingCall {
    /** Who is told how it ended, once. */
    interface Sink {
        /** The frames of the answer, in order; no error among them. */
        void answered(List<Response> frames);

        void failed(Failure failure);
    }

    private final Network network;
    private final Request template;
    private final Route route;
    private final long deadlineNanos;
    private final Consumer<Request.Builder> stamp;
    private final Sink sink;
    private final @Nullable Throttle throttle;

    private final Map<String, Tried> tried = new LinkedHashMap<>();
    private final Set<Endpoint> askedThisRound = new HashSet<>();
    private final List<Attempt> open = new ArrayList<>();
    private @Nullable Attempt current;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Error lastError;
    private long comeBackAfterMs;
    private int silences;
    private int rounds;
    private boolean maybeApplied;
    private boolean over;
    private boolean askedAfterLoss;

    /**
     * @param stamp adds to each copy that is sent what must be fresh, such as the write's id
     */
    RetryingCall(
            Network network,
            Request template,
            Route route,
            long deadlineNanos,
            Consumer<Request.Builder> stamp,
            Sink sink) {
        this.network = network;
        this.template = template;
        this.route = route;
        this.deadlineNanos = deadlineNanos;
        this.stamp = stamp;
        this.sink = sink;
        this.throttle = network.throttles().of(template.getBodyCase());
    }

    void start() {
        network.live(this, true);
        network.retries().called();
        next();
    }

    /**
     * Each endpoint that was tried, or that others had tried in vain before and this call had no time to, with its last
     * failure.
     */
    List<Tried> tried() {
        Map<String, Tried> all = new LinkedHashMap<>(tried);
        network.members().lastFailures(route).forEach((endpoint, failure) -> addIfAbsent(all, endpoint, failure));
        open.forEach(attempt -> addIfAbsent(
                all, attempt.connection.endpoint(), "asked " + attempt.ageMillis() + " ms ago, no answer yet"));
        return List.copyOf(all.values());
    }

    private static void addIfAbsent(Map<String, Tried> all, Endpoint endpoint, String failure) {
        String name = endpoint.toString();
        all.putIfAbsent(name, new Tried(name, failure));
    }

    /** Ends it now, with what can be said now. */
    void end(String reason, @Nullable KvException own) {
        if (!over) {
            boolean unsure = isUnsure();
            List<Tried> known = tried();
            finish();
            countIfOverloaded(unsure, own);
            sink.failed(new Failure(reason, lastError, false, unsure, known, own));
        }
    }

    /** Only what a caller is told of: what was sent again and taken then needed no restraint. */
    private void countIfOverloaded(boolean unsure, @Nullable KvException own) {
        Error error = lastError;
        if (throttle != null && !unsure && own == null && error != null && error.getCode() == ErrorCode.OVERLOADED) {
            throttle.refused(error.getRetryAfterMs());
        }
    }

    private void next() {
        if (over) {
            return;
        }
        if (remainingNanos() <= 0) {
            end("no answer within the deadline", network.members().onlyWrongClusters(route));
            return;
        }
        Endpoint endpoint = network.members().choose(route, askedThisRound);
        if (endpoint == null) {
            noneLeft();
            return;
        }
        askedThisRound.add(endpoint);
        Connection connection = network.members().connection(endpoint);
        Attempt attempt = new Attempt(connection);
        open.add(attempt);
        current = attempt;
        connection.send(attempt);
        wakeIn(network.policy().attemptNanos(silences));
    }

    private void noneLeft() {
        KvException hopeless = network.members().hopeless(route);
        if (hopeless != null && open.isEmpty()) {
            end("no endpoint can serve", hopeless);
        } else if (route.only() != null && open.isEmpty()) {
            // The caller wants this member and no other: its refusal is the answer.
            end("the member cannot serve", null);
        } else {
            backOff(comeBackAfterMs);
        }
    }

    private void backOff(long retryAfterMs) {
        long nanos = network.policy().backOffNanos(rounds++, retryAfterMs);
        if (retryAfterMs > 0 && nanos > remainingNanos() && open.isEmpty()) {
            end("the member asks to come back after the deadline", null);
            return;
        }
        askedThisRound.clear();
        comeBackAfterMs = 0;
        current = null;
        wakeIn(nanos);
    }

    private void refusedForOverload() {
        if (open.isEmpty()) {
            end("the member is overloaded, and this client has asked again for as many others as it may", null);
        } else {
            wakeIn(network.policy().attemptNanos(silences));
        }
    }

    private long remainingNanos() {
        return deadlineNanos - System.nanoTime();
    }

    private void wakeIn(long nanos) {
        if (timer != null) {
            timer.cancel(false);
        }
        long wait = Math.max(0, Math.min(nanos, remainingNanos()));
        timer = network.loop().schedule(this::wake, wait, TimeUnit.NANOSECONDS);
    }

    private void wake() {
        if (over) {
            return;
        }
        Attempt silent = current;
        if (silent != null) {
            silences++;
            if (remainingNanos() > 0
                    && silent.isOnlySlow()
                    && !network.retries().take()) {
                wakeIn(network.policy().attemptNanos(silences));
                return;
            }
            current = null;
            silent.overdue();
        }
        next();
    }

    private void note(Endpoint endpoint, String failure) {
        tried.put(endpoint.toString(), new Tried(endpoint.toString(), failure));
    }

    private void succeed(List<Response> frames) {
        finish();
        sink.answered(frames);
    }

    private void failFinally(@Nullable Error error, @Nullable KvException own) {
        boolean unsure = isUnsure();
        finish();
        sink.failed(new Failure("refused", error, true, unsure, tried(), own));
    }

    private boolean isUnsure() {
        return maybeApplied || open.stream().anyMatch(attempt -> attempt.written);
    }

    private void finish() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
        open.forEach(attempt -> attempt.connection.forget(attempt));
        open.clear();
        network.live(this, false);
    }

    /** The request, sent to one member. */
    private final class Attempt implements Exchange {
        private final Connection connection;
        private final long askedNanos = System.nanoTime();
        private final List<Response> frames = new ArrayList<>(1);
        private long bytes;
        private boolean written;

        Attempt(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Request request(long requestId) {
            written = true;
            long millis = TimeUnit.NANOSECONDS.toMillis(remainingNanos());
            Request.Builder request = template.toBuilder()
                    .setRequestId(requestId)
                    .setDeadlineMs((int) Math.max(1, Math.min(millis, Integer.MAX_VALUE)));
            stamp.accept(request);
            return request.build();
        }

        /** The member talks to others, and nobody else can do its work. */
        boolean isOnlySlow() {
            connection.overdue(askedNanos);
            return !connection.isSuspect()
                    && connection.endpoint().equals(network.members().leader().leader());
        }

        void overdue() {
            if (isOnlySlow()) {
                // Our answer was lost, or is slow.
                askedThisRound.remove(connection.endpoint());
            } else if (connection.isSuspect()) {
                network.members().leader().lost(connection.endpoint());
            }
            note(connection.endpoint(), "no answer within " + ageMillis() + " ms");
        }

        long ageMillis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNanos);
        }

        @Override
        public void response(Response response) {
            if (over) {
                return;
            }
            if (response.hasError()) {
                open.remove(this);
                failed(response.getError());
                return;
            }
            frames.add(response);
            bytes += response.getSerializedSize();
            if (bytes > network.answerBytesMax()) {
                failFinally(null, tooMuch());
            } else if (!response.getContinues()) {
                open.remove(this);
                if (isLeadersWork()) {
                    network.members().leader().proven(connection.endpoint());
                }
                succeed(frames);
            } else if (current == this) {
                // It is on its way: silence counts anew.
                wakeIn(network.policy().attemptNanos(silences));
            }
        }

        private KvException tooMuch() {
            long max = network.answerBytesMax();
            return new TooLargeException(
                    "range", max, bytes, "range: the answer is larger than " + max + " bytes; read it in pages");
        }

        private boolean isLeadersWork() {
            return route.leaderFirst()
                    && switch (template.getBodyCase()) {
                        case RANGE, LEASE_TIME_TO_LIVE, LEASE_LIST, PROTECTED_RANGES -> false;
                        default -> true;
                    };
        }

        @Override
        public boolean isUrgent() {
            return template.hasLeaseKeepAlive();
        }

        private void failed(Error error) {
            ErrorKind kind = ErrorKind.of(error.getCode());
            note(connection.endpoint(), Errors.sentence(error));
            lastError = error;
            if (kind.isLastWord()) {
                failFinally(error, null);
                return;
            }
            maybeApplied |= kind == ErrorKind.UNKNOWN;
            if (error.getCode() == ErrorCode.NOT_LEADER) {
                follow(error);
            }
            if (current != this) {
                return;
            }
            current = null;
            if (error.getCode() == ErrorCode.OVERLOADED
                    && !isUrgent()
                    && !network.retries().take()) {
                refusedForOverload();
            } else if (route.only() == null && isOfThisMemberAlone(error.getCode())) {
                comeBackAfterMs = Math.max(comeBackAfterMs, error.getRetryAfterMs());
                next();
            } else if (error.getRetryAfterMs() > 0 || error.getCode() == ErrorCode.OVERLOADED) {
                backOff(error.getRetryAfterMs());
            } else {
                next();
            }
        }

        /** The others may well serve now: only when all have been asked its advice to come back later counts. */
        private boolean isOfThisMemberAlone(ErrorCode code) {
            if (code == ErrorCode.SHUTTING_DOWN) {
                network.members().leader().lost(connection.endpoint());
            }
            return code == ErrorCode.SHUTTING_DOWN || code == ErrorCode.UNAVAILABLE;
        }

        private void follow(Error error) {
            Endpoint leader = network.members().leader().refused(connection.endpoint(), error.getLeader());
            if (leader != null) {
                network.members().heardOf(leader);
            }
        }

        @Override
        public void refused(KvException reason) {
            written = false;
            open.remove(this);
            if (!over) {
                failFinally(null, reason);
            }
        }

        @Override
        public void lost(String reason, boolean sent) {
            open.remove(this);
            if (over) {
                return;
            }
            maybeApplied |= sent;
            note(connection.endpoint(), reason);
            if (current == this) {
                current = null;
                if (route.only() != null && connection.wasWelcomed() && !askedAfterLoss) {
                    // The member that it leads to may long have been started again.
                    askedAfterLoss = true;
                    askedThisRound.remove(connection.endpoint());
                }
                next();
            }
        }
    }
}
