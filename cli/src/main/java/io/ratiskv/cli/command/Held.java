package io.ratiskv.cli.command;

import io.ratiskv.cli.local.ProcessTree;
import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.client.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that is waited for, and then held while a program runs or until kvctl is told to end. Waiting is interrupted
 * when kvctl is told to end. The program, with everything that it has started, is told to end (SIGTERM) when the lease is
 * at risk or kvctl itself is told to end, and is ended (SIGKILL) when the lease is lost. None of it runs any more when
 * {@link #run} returns from a program that was told to end.
 *
 * <p>Thread: the command's; told of the lease on the client's executor, and of the end of kvctl on its own thread.
 */
final class Held implements AutoCloseable {
    /** After a signal: time for the program to end, and then for what is held to be given back. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private final Console console;
    private final String what;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch ends = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Thread hook = new Thread(this::toldToEnd, "give-back");
    private final Thread owner = Thread.currentThread();
    private boolean waits = true;
    private @Nullable ProcessTree program;
    private Lease.State state = Lease.State.ALIVE;

    /** The program was told to end because of the lease. */
    private boolean stopped;

    /** kvctl was told to end. */
    private boolean ending;

    /** @param what for people: "the lock 'a'" */
    Held(Console console, String what) {
        this.console = console;
        this.what = what;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** It is held from now on. Answers who is to be told of the lease. */
    Consumer<Lease.State> begins() {
        lock.lock();
        try {
            waits = false;
            if (ending) {
                // It was meant for the waiting, and would cut off the giving back.
                Thread.interrupted();
            }
            return this::told;
        } finally {
            lock.unlock();
        }
    }

    private void told(Lease.State newState) {
        lock.lock();
        try {
            if (newState == Lease.State.CLOSED) {
                return;
            }
            state = newState;
            if (newState == Lease.State.AT_RISK) {
                console.note("kvctl: " + what + " is at risk: the cluster has not answered in time");
                endProgram(false);
            } else if (newState == Lease.State.LOST) {
                console.note("kvctl: " + what + " is lost");
                endProgram(true);
                ends.countDown();
            }
        } finally {
            lock.unlock();
        }
    }

    private void endProgram(boolean atOnce) {
        ProcessTree running = program;
        if (running == null) {
            return;
        }
        stopped = true;
        if (atOnce) {
            running.kill();
        } else {
            running.terminate();
        }
    }

    /**
     * Runs the program; answers its exit code, or {@link ExitCode#LOST} if it was ended because of the lease. Does not
     * start it if kvctl was told to end before.
     */
    int run(List<String> command, Map<String, String> environment) throws InterruptedException, IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(console.directory().toFile())
                .inheritIO();
        builder.environment().putAll(environment);
        console.out().flush();
        Process running;
        ProcessTree tree;
        lock.lock();
        try {
            if (state != Lease.State.ALIVE) {
                return ExitCode.LOST;
            }
            if (ending) {
                return ExitCode.NO;
            }
            running = builder.start();
            tree = new ProcessTree(running);
            program = tree;
        } finally {
            lock.unlock();
        }
        int exitCode = running.waitFor();
        if (wasToldToEnd()) {
            tree.awaitEnd(GRACE);
        }
        lock.lock();
        try {
            program = null;
            return stopped ? ExitCode.LOST : exitCode;
        } finally {
            lock.unlock();
        }
    }

    private boolean wasToldToEnd() {
        lock.lock();
        try {
            return stopped || ending;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the lease is lost, or kvctl is told to end. */
    int await() throws InterruptedException {
        ends.await();
        lock.lock();
        try {
            return state == Lease.State.LOST ? ExitCode.LOST : ExitCode.OK;
        } finally {
            lock.unlock();
        }
    }

    /** kvctl is told to end: returns once everything is given back, or could not be. */
    void toldToEnd() {
        ends.countDown();
        ProcessTree running;
        lock.lock();
        try {
            ending = true;
            running = program;
            if (waits) {
                owner.interrupt();
            }
        } finally {
            lock.unlock();
        }
        try {
            if (running != null) {
                running.terminate();
                running.awaitEnd(GRACE);
            }
            // Giving back is done where it was taken; what is not back by then goes when the lease ends.
            if (!released.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                console.note("kvctl: " + what + " could not be given back; it is free when its lease ends");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It was given back. */
    @Override
    public void close() {
        released.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook runs already, and has what it waits for.
            return;
        }
    }
}
