package io.ratiskv.cli.command;

import io.ratiskv.cli.session.ExitCode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a wish to end: what is under way is told, may finish what it is at and say its last word and how
 * the process ends. Without one, it would end with the signal's number, in the middle of a line.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final Ending ending;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;
    private volatile int exitCode = ExitCode.NO;

    /** How a process ends; see {@link Runtime}. */
    interface Ending {
        void hook(Thread hook);

        /** @throws IllegalStateException if the process is ending already */
        void unhook(Thread hook);

        void halt(int exitCode);
    }

    private static final class OfThisProcess implements Ending {
        @Override
        public void hook(Thread hook) {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public void unhook(Thread hook) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }

        @Override
        public void halt(int exitCode) {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    /** @param stop tells what is under way; it may have ended by then */
    Interruption(Runnable stop) {
        this(stop, new OfThisProcess());
    }

    Interruption(Runnable stop, Ending ending) {
        this.ending = ending;
        hook = new Thread(
                () -> {
                    asked = true;
                    stop.run();
                    awaitDone();
                },
                "kvctl-stop");
        ending.hook(hook);
    }

    boolean isAsked() {
        return asked;
    }

    /** The exit code, if the process was told to end; 1 if it does not come in time. Answers it. */
    int endsWith(int code) {
        exitCode = code;
        return code;
    }

    private void awaitDone() {
        try {
            boolean ended = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            // Hooks cannot choose the exit code otherwise; there are no others that matter here.
            ending.halt(ended ? exitCode : ExitCode.NO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        if (asked) {
            return;
        }
        try {
            ending.unhook(hook);
        } catch (IllegalStateException askedMeanwhile) {
            // The hook is about to run, and has what it waits for.
            return;
        }
    }
}
