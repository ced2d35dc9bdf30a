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

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;
    private volatile int exitCode = ExitCode.NO;

    Interruption(Runnable stop) {
        hook = new Thread(
                () -> {
                    asked = true;
                    stop.run();
                    awaitDone();
                },
                "kvctl-stop");
        Runtime.getRuntime().addShutdownHook(hook);
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
            Runtime.getRuntime().halt(ended ? exitCode : ExitCode.NO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        if (!asked) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
