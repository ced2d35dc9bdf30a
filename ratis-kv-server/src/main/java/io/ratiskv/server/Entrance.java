package io.ratiskv.server;

import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.propose.LogTimeBound;
import io.ratiskv.server.raft.DataDirectory;
import io.ratiskv.server.raft.FatalFaultHandler;
import io.ratiskv.server.raft.RatisMember;
import io.ratiskv.server.transport.FrontEnd;
import io.ratiskv.server.transport.FrontEndLimits;
import io.ratiskv.server.transport.Lobby;
import io.ratiskv.server.transport.MemberConnections;
import io.ratiskv.server.transport.NetLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What there is of a member before there is a group: its disk, its connections to the others, and a front end that says
 * who it is. Rooms are started behind it once the member knows which group it belongs to.
 */
record Entrance(
        DataDirectory directory,
        MemberConnections peers,
        LogTimeBound logTime,
        Arrival arrival,
        FrontEnd frontEnd,
        Sight sight) {
    private static final int NET_THREADS = 2;
    private static final long TICK_MILLIS = 5;

    /** Starts the rooms behind an entrance. */
    @FunctionalInterface
    interface RoomsStart {
        void start(Entrance entrance) throws IOException;
    }

    /**
     * Takes the disk and the ports.
     *
     * @throws io.ratiskv.server.raft.DataDirectoryException if the data directory cannot be used
     * @throws IOException if a port cannot be bound, or the disk fails
     */
    static Entrance open(ServerConfig config, ServerParts parts, Sight sight, LogTimeRelay ownLogTime, Stops stops)
            throws IOException {
        DataDirectory directory = DataDirectory.open(
                config.member().dataDirectory(),
                config.cluster().id(),
                config.member().id(),
                parts.membership()::newLife);
        stops.push(directory::close);
        RatisMember.requireFreePort(
                config.network().raftListen().host(),
                config.network().raftListen().port());
        // Before what may take long: whoever starts this member is told that it is recovering.
        sight.openEndpoint(config.http(), stops);
        NetLoops loops = new NetLoops(NET_THREADS);
        stops.push(loops::close);
        LogTimeBound logTime = new LogTimeBound(ownLogTime, System::nanoTime);
        MemberConnections peers = connections(config, loops, logTime, stops);
        Arrival arrival = new Arrival(
                config, directory, peers, parts.membership(), parts.formats().newest());
        arrival.recollect();
        FrontEnd frontEnd = lobby(config, loops, directory, arrival, sight);
        stops.push(frontEnd::close);
        return new Entrance(directory, peers, logTime, arrival, frontEnd, sight);
    }

    private static MemberConnections connections(
            ServerConfig config, NetLoops loops, LogTimeBound logTime, Stops stops) {
        // At most one look-up for each member at a time: one that hangs holds up nobody else.
        ExecutorService lookups = Executors.newCachedThreadPool(Threads.named("lookup"));
        stops.push(lookups::shutdownNow);
        MemberConnections peers = new MemberConnections(
                loops,
                config.cluster().id(),
                config.member().id(),
                MemberConnections.Limits.defaults(),
                lookups,
                System::nanoTime,
                logTime);
        stops.push(peers::close);
        return peers;
    }

    private static FrontEnd lobby(
            ServerConfig config, NetLoops loops, DataDirectory directory, Arrival arrival, Sight sight)
            throws IOException {
        FrontEndLimits limits = Conversions.frontEnd(config);
        Lobby lobby = new Lobby(config.cluster().id(), directory.memberId(), limits, arrival::identity);
        InetSocketAddress listen = new InetSocketAddress(
                config.network().clientListen().host(),
                config.network().clientListen().port());
        return FrontEnd.open(
                loops,
                limits,
                lobby,
                listen,
                System::nanoTime,
                sight.observers().frontEnd());
    }

    /** Starts the rooms: at once where this member need not ask others, else on {@code form} when they have answered. */
    void whenArrived(RoomsStart rooms, FatalFaultHandler faults, Stops stops) throws IOException {
        if (arrival.mustWait()) {
            awaitOthers(rooms, faults, stops);
        } else {
            arrival.decideAlone();
            rooms.start(this);
        }
    }

    private void awaitOthers(RoomsStart rooms, FatalFaultHandler faults, Stops stops) {
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(Threads.named("form-timer"));
        Guarded.every(ticks, TICK_MILLIS, "tick", peers::tick);
        ExecutorService form = Executors.newSingleThreadExecutor(Threads.named("form"));
        stops.push(() -> {
            form.shutdownNow();
            ticks.shutdownNow();
        });
        form.execute(() -> {
            try {
                arrival.await();
                ticks.shutdownNow();
                rooms.start(this);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException | Error e) {
                faults.halt("The member could not start: " + e.getMessage(), e);
            } finally {
                form.shutdown();
            }
        });
    }
}
