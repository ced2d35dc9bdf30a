package io.ratiskv.client.recipes;

import io.ratiskv.client.KvException;
import io.ratiskv.client.OutcomeUnknownException;
import io.ratiskv.client.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Calls of the client as those make them who wait for their turn: an interrupt is an interrupt, and silence is no end. */
final class Asking {
    // Some calls fail at once: one that is refused for want of room, or one of a client that is cut off.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Asking() {}

    /**
     * A call that is given up when the thread is interrupted.
     *
     * @throws InterruptedException in place of what the call says then; its cause tells whether it may have happened
     */
    static <T> T once(Supplier<T> call) throws InterruptedException {
        try {
            return call.get();
        } catch (KvException failure) {
            if (Thread.interrupted()) {
                InterruptedException interrupt = new InterruptedException("interrupted while the store was asked");
                interrupt.initCause(failure);
                throw interrupt;
            }
            throw failure;
        }
    }

    /**
     * A call that may be repeated, made again for as long as the store does not answer.
     *
     * @param goesOn whether the answer is still of use; once it is not: empty
     * @throws UnavailableException if there was no answer before patience was over
     */
    static <T> Optional<T> again(Supplier<T> call, BooleanSupplier goesOn, Patience patience)
            throws InterruptedException {
        while (true) {
            try {
                return Optional.of(once(call));
            } catch (UnavailableException | OutcomeUnknownException silence) {
                if (!goesOn.getAsBoolean()) {
                    return Optional.empty();
                }
                if (patience.isOver()) {
                    throw silence;
                }
            }
            TimeUnit.NANOSECONDS.sleep(patience.slice(PAUSE).toNanos());
        }
    }
}
