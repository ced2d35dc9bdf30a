package io.ratiskv.jepsen.proxy;

import io.ratiskv.jepsen.wire.Frames;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection and the one to the member behind it.
 *
 * <p>Thread: {@link #relayRequests} and {@link #relayAnswers} on one each; {@link #close} from any.
 */
final class ProxyLink {
    private static final String MEMBER_PREFIX = "member/";

    private final Socket client;
    private final Socket member;
    private final Dice dice;
    private final Supplier<ProxyFaults> faults;
    private final Tally tally;
    private final ScheduledExecutorService timer;
    private final FrameSink toMember;
    private final FrameSink toClient;
    // Answers still to come for requests that were sent twice on this connection.
    private final Map<Long, Integer> answersOwed = new ConcurrentHashMap<>();
    private volatile boolean betweenMembers;
    /** Answers of which frames have come and more will: whether they are lost. As many as requests are open. */
    private final Map<Long, Boolean> streams = new HashMap<>();

    private volatile boolean closed;
    private byte @Nullable [] hello;
    private volatile @Nullable SecondCopies secondCopies;
    private long requestNumber;
    private long answerNumber;

    ProxyLink(
            Socket client,
            Socket member,
            Dice dice,
            Supplier<ProxyFaults> faults,
            Tally tally,
            ScheduledExecutorService timer)
            throws IOException {
        this.client = client;
        this.member = member;
        this.dice = dice;
        this.faults = faults;
        this.tally = tally;
        this.timer = timer;
        this.toMember = new FrameSink(member, timer, this::close);
        this.toClient = new FrameSink(client, timer, this::close);
    }

    /** Forwards requests until either end closes. */
    void relayRequests(Gate gate) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()))) {
            byte[] message;
            while ((message = Frames.read(in)) != null) {
                gate.pass();
                forwardRequest(message, in.available() == 0);
            }
        } catch (IOException e) {
            // Either end is gone, or sent no frame: a proxy that cannot go on hangs up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Forwards answers until either end closes. */
    void relayAnswers(Gate gate) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(member.getInputStream()))) {
            byte[] message;
            while ((message = Frames.read(in)) != null) {
                gate.pass();
                forwardAnswer(message, in.available() == 0);
            }
        } catch (IOException e) {
            // As above.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private void forwardRequest(byte[] message, boolean flush) throws IOException {
        byte[] frame = Frames.frame(message);
        ProxyFaults now = faults.get();
        long delay = dice.nanosUpTo(Dice.Event.REQUEST_DELAY, requestNumber++, now.delayMax());
        byte[] helloFrame = hello;
        if (helloFrame == null) {
            // The first frame is the hello; it tells who is there and is never doubled.
            hello = frame;
            betweenMembers = isMember(message);
            toMember.send(frame, delay, flush);
            return;
        }
        tally.requests.incrementAndGet();
        long id = requestId(message);
        boolean twice = !betweenMembers && dice.roll(Dice.Event.DUPLICATE, id, now.duplicateRequests());
        if (twice && now.duplicates() == ProxyFaults.Duplicates.SAME_CONNECTION_ONE_ANSWER) {
            answersOwed.put(id, 2);
        }
        toMember.send(frame, delay, flush);
        if (twice) {
            tally.duplicatedRequests.incrementAndGet();
            sendAgain(frame, helloFrame, now, dice.nanosUpTo(Dice.Event.DUPLICATE_DELAY, id, now.duplicateDelayMax()));
        }
    }

    private void sendAgain(byte[] frame, byte[] helloFrame, ProxyFaults now, long delayNanos) throws IOException {
        if (now.duplicates() == ProxyFaults.Duplicates.OWN_CONNECTION) {
            SecondCopies copies = secondCopies;
            if (copies == null) {
                copies = new SecondCopies(member.getInetAddress(), member.getPort(), helloFrame, timer);
                secondCopies = copies;
            }
            copies.send(frame, delayNanos);
        } else if (delayNanos == 0) {
            toMember.send(frame, 0, true);
        } else {
            // Not through the sink's delay: that would hold back every later request, too.
            timer.schedule(() -> sendLate(frame), delayNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void sendLate(byte[] frame) {
        try {
            toMember.send(frame, 0, true);
        } catch (IOException e) {
            close();
        }
    }

    private void forwardAnswer(byte[] message, boolean flush) throws IOException {
        ProxyFaults now = faults.get();
        if (betweenMembers) {
            tally.answers.incrementAndGet();
            toClient.send(Frames.frame(message), 0, flush);
            return;
        }
        Response answer = Response.parseFrom(message);
        long id = answer.getRequestId();
        boolean last = !answer.getContinues();
        boolean kept = isSecondAnswer(id, last) || isLost(answer, now);
        if (kept) {
            if (last) {
                tally.droppedAnswers.incrementAndGet();
            }
            // A kept answer may have been the one that would have flushed those before it.
            toClient.flush();
            return;
        }
        if (last) {
            tally.answers.incrementAndGet();
        }
        long delay = dice.nanosUpTo(Dice.Event.REPLY_DELAY, answerNumber++, now.delayMax());
        toClient.send(Frames.frame(message), delay, flush);
    }

    /** An answer of several frames is lost whole or not at all: no connection loses something in its middle. */
    private boolean isLost(Response answer, ProxyFaults now) {
        long id = answer.getRequestId();
        Boolean decided = streams.get(id);
        boolean lost = decided != null
                ? decided
                : !answer.hasWelcome() && dice.roll(Dice.Event.DROP_REPLY, id, now.dropReplies());
        if (answer.getContinues()) {
            streams.put(id, lost);
        } else {
            streams.remove(id);
        }
        return lost;
    }

    // Pages of two answers to one id cannot be told apart, but ranges answered in one page can.
    private boolean isSecondAnswer(long id, boolean last) {
        Integer owed = answersOwed.get(id);
        if (owed == null) {
            return false;
        }
        if (last) {
            if (owed == 1) {
                answersOwed.remove(id);
            } else {
                answersOwed.put(id, owed - 1);
            }
        }
        return owed == 1;
    }

    private static boolean isMember(byte[] message) throws IOException {
        return Request.parseFrom(message).getHello().getClientName().startsWith(MEMBER_PREFIX);
    }

    private static long requestId(byte[] message) throws IOException {
        return Request.parseFrom(message).getRequestId();
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeQuietly(client);
        closeQuietly(member);
        SecondCopies copies = secondCopies;
        if (copies != null) {
            copies.close();
        }
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // Nothing is lost: whatever was in flight is what a cut connection loses.
        }
    }
}
