package io.ratiskv.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the process when it is asked to stop: the member hands leadership over, answers what is open and closes its
 * rooms, and the process ends with exit code 0, all of it {@link #WITHIN} a bound. At the bound the process ends as it
 * stands, with exit code 1: as after a power cut nothing that was acknowledged is lost, and the log says what held it up.
 *
 * <p>Thread: {@link #run} once, on a shutdown hook: without {@link Runtime#halt} there the exit code would be the signal's.
 */
final class OrderlyStop implements Runnable {
    /**
     * Longest time from the request to the end of the process. The steps that may take long have bounds of their own: 3 s
     * to hand leadership over, 5 s to answer what is open, 10 s until the store lets go of what still reads it.
     */
    static final Duration WITHIN = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);
    private static final int STOPPED = 0;
    private static final int LATE = 1;

    private final Member member;
    private final Duration within;
    private final IntConsumer halt;

    /** What is to be closed. */
    @FunctionalInterface
    interface Member {
        void close() throws IOException, InterruptedException;
    }

    /** @param halt ends the process with the given exit code */
    OrderlyStop(Member member, Duration within, IntConsumer halt) {
        this.member = member;
        this.within = within;
        this.halt = halt;
    }

    @Override
    public void run() {
        LOG.info("Stopping: handing leadership over and answering what is open, within {} s.", within.toSeconds());
        Thread stop = new Thread(this::stop, "stop");
        stop.setDaemon(true);
        stop.start();
        try {
            stop.join(within.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stop.isAlive()) {
            LOG.error(
                    "Not stopped within {} s: the process ends as it stands. Nothing that was acknowledged is lost. It was at {}",
                    within.toSeconds(),
                    Arrays.stream(stop.getStackTrace())
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining(" < ")));
        }
        halt.accept(stop.isAlive() ? LATE : STOPPED);
    }

    private void stop() {
        try {
            member.close();
            LOG.info("Stopped.");
        } catch (IOException | RuntimeException e) {
            LOG.warn("Stopped, but not cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
