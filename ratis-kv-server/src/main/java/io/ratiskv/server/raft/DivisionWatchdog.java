package io.ratiskv.server.raft;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;

/**
 * Ends the process when Ratis' division dies behind a server that still says RUNNING, or when the server closes itself
 * (after a long pause of the process): a member that takes no part must not look alive.
 *
 * <p>Thread: {@code watchdog}, its own.
 */
final class DivisionWatchdog implements AutoCloseable {
    private static final long LOOK_EVERY_MILLIS = 500;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final FatalFaultHandler faults;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "watchdog");
        t.setDaemon(true);
        return t;
    });

    DivisionWatchdog(RaftServer server, RaftServer.Division division, FatalFaultHandler faults) {
        this.server = server;
        this.division = division;
        this.faults = faults;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        LifeCycle.State ofServer = server.getLifeCycleState();
        LifeCycle.State ofDivision = division.getInfo().getLifeCycleState();
        if (ofServer.isClosingOrClosed() || ofDivision.isClosingOrClosed() || ofDivision == LifeCycle.State.EXCEPTION) {
            faults.halt(
                    "This member's Raft group has stopped (server " + ofServer + ", group " + ofDivision
                            + "); the log above says why. Start the member again.",
                    null);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
