package io.ratiskv.server.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Speaks to watches: every word of a watch that goes on is said here, counts for its window, and is flushed with the others
 * of its connection at the end of the round. Also knows whom something can be said to now. Keeps no word back: whoever may
 * not say something now says it later, by itself.
 *
 * <p>Thread: {@code watch}.
 */
final class Teller {
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> later;
    private final Consumer<Connected> writable;
    private final List<Connected> touched = new ArrayList<>();
    private long now;
    private long toldEvents;
    private long toldBytes;

    /**
     * @param later runs something on this thread, after what came before
     * @param writable is told, on this thread, of a connection that takes more again, after {@link #isWritable} said no
     */
    Teller(LongSupplier nanoTime, Consumer<Runnable> later, Consumer<Connected> writable) {
        this.nanoTime = nanoTime;
        this.later = later;
        this.writable = writable;
        this.now = nanoTime.getAsLong();
    }

    void beginRound() {
        now = nanoTime.getAsLong();
    }

    /** Sends what was said in this round. */
    void endRound() {
        for (Connected connected : touched) {
            connected.touched = false;
            connected.link.flush();
        }
        touched.clear();
    }

    // ---- whether ----------------------------------------------------------------------------------------------

    /** Whether it takes a frame now. If not because of its connection, that comes back by itself. */
    boolean takes(Watcher watcher) {
        return watcher.hasWindow() && isWritable(watcher.connected);
    }

    /** Whether the connection takes something now. If not, it comes back by itself. */
    boolean isWritable(Connected connected) {
        if (connected.link.isWritable()) {
            return true;
        }
        if (!connected.waiting) {
            connected.waiting = true;
            connected.link.whenWritable(() -> later.accept(() -> resume(connected)));
        }
        return false;
    }

    private void resume(Connected connected) {
        connected.waiting = false;
        writable.accept(connected);
    }

    /** Whether it has not heard a word for so long that it wants one. */
    boolean isSilent(Watcher watcher) {
        return now - watcher.lastWordNanos >= watcher.progressNanos;
    }

    // ---- figures ----------------------------------------------------------------------------------------------

    /** Since the start. */
    long toldEvents() {
        return toldEvents;
    }

    /** Since the start. */
    long toldBytes() {
        return toldBytes;
    }

    // ---- what -------------------------------------------------------------------------------------------------

    /** Events; the watch goes on after them. */
    void tell(Watcher watcher, EventFrame frame) {
        watcher.events += frame.events();
        toldEvents += frame.events();
        watcher.next = frame.next();
        watcher.inParts = frame.next().isInside();
        watcher.said = Math.max(watcher.said, frame.next().revisionBefore());
        say(watcher, frame.frame());
    }

    /** Any other word. */
    void say(Watcher watcher, Frame frame) {
        watcher.windowUsed += frame.windowBytes();
        watcher.bytes += frame.windowBytes();
        toldBytes += frame.windowBytes();
        watcher.lastWordNanos = now;
        watcher.reply.tell(frame.answer());
        Connected connected = watcher.connected;
        if (!connected.touched) {
            connected.touched = true;
            touched.add(connected);
        }
    }
}
