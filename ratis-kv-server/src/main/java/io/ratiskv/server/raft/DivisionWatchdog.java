package io.ratiskv.server.raft;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.RaftConfiguration;
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
    private static final int CLOSING_LOOKS_MAX = 20;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final Departure departure;
    private final FatalFaultHandler faults;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "watchdog");
        t.setDaemon(true);
        return t;
    });

    /** What is to be done when the cluster has removed this member. */
    interface Departure {
        /** Whether it has, as far as Ratis said. */
        boolean removed();

        /** Remembers it on disk. */
        void leave() throws IOException;
    }

    private int closingLooks;

    DivisionWatchdog(RaftServer server, RaftServer.Division division, Departure departure, FatalFaultHandler faults) {
        this.server = server;
        this.division = division;
        this.departure = departure;
        this.faults = faults;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        LifeCycle.State ofServer = server.getLifeCycleState();
        LifeCycle.State ofDivision = division.getInfo().getLifeCycleState();
        if (ofServer.isClosingOrClosed() || ofDivision.isClosingOrClosed() || ofDivision == LifeCycle.State.EXCEPTION) {
            if (ofServer.isRunning() && removed()) {
                leave();
                return;
            }
            if (ofDivision == LifeCycle.State.CLOSING && closingLooks++ < CLOSING_LOOKS_MAX) {
                return; // Ratis says why only once it has closed.
            }
            faults.halt(
                    "This member's Raft group has stopped (server " + ofServer + ", group " + ofDivision
                            + "); the log above says why. Start the member again.",
                    null);
        }
    }

    /** Either the others have told so, or this member led and saw its own removal committed. */
    private boolean removed() {
        RaftConfiguration conf = division.getRaftConf();
        boolean inNone = conf.getPreviousPeers().isEmpty() && conf.getPeer(division.getId()) == null;
        return departure.removed() || inNone;
    }

    private void leave() {
        try {
            departure.leave();
            faults.left("This member was removed from its cluster, and ends. Started again it takes no part until it is"
                    + " added ('member add'); its data directory may be deleted.");
        } catch (IOException e) {
            faults.halt("This member was removed from its cluster, which could not be noted on its disk.", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
