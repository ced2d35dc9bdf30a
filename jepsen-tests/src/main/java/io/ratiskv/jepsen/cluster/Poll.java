package io.ratiskv.jepsen.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Asks again and again until there is an answer: the only way to wait for what another process does. */
public final class Poll {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Poll() {}

    /**
     * Asks until the answer is present.
     *
     * @param what for the message of the failure, "… to serve"
     * @throws WaitedInVainException after the timeout
     */
    public static <T> T until(String what, Duration timeout, Supplier<Optional<T>> question) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new WaitedInVainException(what, timeout);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
