package io.ratiskv.client.connection;

import io.ratiskv.client.KvException;
import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchRequest;
import io.ratiskv.protocol.WatchResponse;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A watch at one member, over one connection, and what is said about it there: consumed bytes, wishes, the farewell. At
 * most one of these questions is open at a time, the farewell aside.
 *
 * <p>Thread: network, except where it says otherwise.
 */
final class WatchAttempt implements Exchange {
    /** What becomes of it. Nothing is told after {@link #abandon}. */
    interface Observer {
        /** A frame, the first one and errors included only as said below. */
        void told(WatchAttempt attempt, WatchResponse frame);

        void refused(WatchAttempt attempt, Error error);

        /** The client itself finds it wrong. */
        void refused(WatchAttempt attempt, KvException reason);

        void lost(WatchAttempt attempt, String reason);
    }

    private final Connection connection;
    private final WatchRequest template;
    private final int openMillis;
    private final Observer observer;
    private final long askedNanos = System.nanoTime();
    private final AtomicLong consumed = new AtomicLong();
    private long requestId;
    private boolean created;
    private boolean over;
    private boolean asking;
    // Something is to be said as soon as that can be.
    private boolean sayMore;
    private boolean progressWanted;
    private long heardNanos = askedNanos;
    private long toldNanos = askedNanos;
    private long pingedNanos;
    private boolean pinged;

    WatchAttempt(Connection connection, WatchRequest template, int openMillis, Observer observer) {
        this.connection = connection;
        this.template = template;
        this.openMillis = openMillis;
        this.observer = observer;
    }

    void start() {
        connection.send(this);
    }

    Endpoint endpoint() {
        return connection.endpoint();
    }

    boolean isCreated() {
        return created;
    }

    /** Any thread. Returns how much was consumed and not yet said so. */
    long consumed(long bytes) {
        return consumed.addAndGet(bytes);
    }

    /** Says what was consumed. */
    void returnCredit() {
        if (consumed.get() > 0) {
            say();
        }
    }

    void requestProgress() {
        progressWanted = true;
        say();
    }

    long silentNanos() {
        return System.nanoTime() - heardNanos;
    }

    /** Since the watch itself was heard, whatever else the member says. */
    long untoldNanos() {
        return System.nanoTime() - toldNanos;
    }

    boolean isPinged() {
        return pinged;
    }

    /** Asks for a sign of life. */
    void ping() {
        pinged = true;
        pingedNanos = System.nanoTime();
        requestProgress();
    }

    /** An answer is due, and has not come. */
    void overdue() {
        connection.overdue(created ? pingedNanos : askedNanos);
    }

    /** Nobody listens any more. */
    void abandon() {
        if (over) {
            return;
        }
        over = true;
        if (requestId == 0) {
            connection.forget(this);
        } else {
            farewell();
            if (created) {
                connection.forget(this);
            }
            // Else the member may not know yet what shall end: it is told again when it does.
        }
    }

    @Override
    public Request request(long newRequestId) {
        requestId = newRequestId;
        return Request.newBuilder()
                .setRequestId(newRequestId)
                .setDeadlineMs(openMillis)
                .setWatch(template)
                .build();
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public void response(Response response) {
        boolean isCreated = response.getWatch().getKind() == WatchResponse.Kind.CREATED;
        if (over) {
            if (isCreated && response.getContinues()) {
                farewell();
                connection.forget(this);
            }
            return;
        }
        heard();
        toldNanos = heardNanos;
        if (response.hasError()) {
            over = true;
            observer.refused(this, response.getError());
        } else if (!response.hasWatch() || !response.getContinues()) {
            over = true;
            observer.lost(this, "the member ended the watch");
        } else {
            created |= isCreated;
            observer.told(this, response.getWatch());
            if (isCreated && sayMore) {
                say();
            }
        }
    }

    @Override
    public void refused(KvException reason) {
        if (!over) {
            over = true;
            observer.refused(this, reason);
        }
    }

    @Override
    public void lost(String reason, boolean sent) {
        if (!over) {
            over = true;
            observer.lost(this, reason);
        }
    }

    private void heard() {
        heardNanos = System.nanoTime();
        pinged = false;
    }

    private void say() {
        if (over || !created || asking) {
            sayMore = true;
            return;
        }
        sayMore = false;
        asking = true;
        long bytes = Math.min(consumed.get(), Integer.MAX_VALUE);
        boolean progress = progressWanted;
        progressWanted = false;
        consumed.addAndGet(-bytes);
        connection.send(new Question(bytes, progress));
    }

    private void farewell() {
        connection.send(new Question(requestId));
    }

    /** Something said about the watch. */
    private final class Question implements Exchange {
        private final WatchControlRequest message;

        Question(long bytes, boolean progress) {
            message = WatchControlRequest.newBuilder()
                    .setWatch(requestId)
                    .setConsumedBytes((int) bytes)
                    .setProgress(progress)
                    .build();
        }

        Question(long watch) {
            message = WatchControlRequest.newBuilder()
                    .setWatch(watch)
                    .setCancel(true)
                    .build();
        }

        @Override
        public Request request(long questionId) {
            return Request.newBuilder()
                    .setRequestId(questionId)
                    .setWatchControl(message)
                    .build();
        }

        @Override
        public boolean isUrgent() {
            return true;
        }

        @Override
        public void response(Response response) {
            if (message.getCancel() || over) {
                return;
            }
            asking = false;
            heard();
            if (response.hasWatchControl() && !response.getWatchControl().getFound()) {
                over = true;
                connection.forget(WatchAttempt.this);
                observer.lost(WatchAttempt.this, "the member does not know the watch any more");
            } else if (response.hasWatchControl()) {
                if (sayMore) {
                    say();
                }
            } else {
                // Refused for now: said again with what is consumed next, or with the next sign of life.
                consumed.addAndGet(message.getConsumedBytes());
                progressWanted |= message.getProgress();
            }
        }

        @Override
        public void refused(KvException reason) {
            lost(reason.toString(), false);
        }

        @Override
        public void lost(String reason, boolean sent) {
            // The watch itself is told so, too.
            asking = false;
        }
    }
}
