package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.fault.ClockFault;
import io.ratiskv.jepsen.fault.DiskFault;
import io.ratiskv.jepsen.proxy.FrameProxy;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.HashRequest;
import io.ratiskv.protocol.HashResponse;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.SnapshotRequest;
import io.ratiskv.protocol.StatusResponse;
import io.ratiskv.protocol.TermRequest;
import io.ratiskv.protocol.Welcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One member of a {@link LocalCluster}: its process, its ports, its directory, its proxy. Its lives may differ in settings.
 *
 * <p>Thread: any, one call at a time.
 */
public final class Member implements Witness, AutoCloseable {
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);

    private final String id;
    private final Address address;
    private final Path dataDirectory;
    private final ServerProcess process;
    private final Attachments attachments;
    private ServerCommand command;

    /** What stands between the member and the world, if the cluster was asked for it. */
    record Attachments(
            @Nullable FrameProxy proxy,
            @Nullable ClockFault clock,
            @Nullable DiskFault disk) {}

    Member(
            String id,
            Address address,
            Path dataDirectory,
            ServerProcess process,
            Attachments attachments,
            ServerCommand command) {
        this.id = id;
        this.address = address;
        this.dataDirectory = dataDirectory;
        this.process = process;
        this.attachments = attachments;
        this.command = command;
    }

    @Override
    public String id() {
        return id;
    }

    /** Its own client port, behind the proxy if there is one. */
    public int clientPort() {
        return address.clientPort();
    }

    /** Where the other members reach it, {@code address:port}. */
    public String raftEndpoint() {
        return address.raft();
    }

    /** Port of its Raft traffic. */
    public int raftPort() {
        return address.raftPort();
    }

    /** The port that clients are told of: the proxy's, if there is one. */
    public int advertisedPort() {
        return address.advertisedPort();
    }

    /** Where clients connect, {@code address:port}. */
    public String endpoint() {
        return address.advertised();
    }

    /** What the member was told to keep its data in. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** Its process. */
    public ServerProcess process() {
        return process;
    }

    /** Whether a proxy stands before it. */
    public boolean isProxied() {
        return attachments.proxy != null;
    }

    /** Its clocks, if the cluster was asked for false ones. */
    public Optional<ClockFault> clock() {
        return Optional.ofNullable(attachments.clock);
    }

    /** Its disk, if the cluster was asked for failing ones. */
    public Optional<DiskFault> disk() {
        return Optional.ofNullable(attachments.disk);
    }

    /** Its proxy; fails if the cluster was not asked to have them. */
    public FrameProxy proxy() {
        if (attachments.proxy == null) {
            throw new IllegalStateException("the cluster runs without proxies");
        }
        return attachments.proxy;
    }

    /** How it is started next. */
    public ServerCommand command() {
        return command;
    }

    /** Starts with this setting from the next life on; stronger than what the cluster said. */
    public Member set(String key, String value) {
        List<String> arguments = new ArrayList<>(command.arguments());
        arguments.removeIf(argument -> argument.startsWith("--" + key + "="));
        arguments.add("--" + key + "=" + value);
        command = new ServerCommand(command.mainClass(), command.jvmFlags(), arguments, command.classPath());
        return this;
    }

    /** Starts like this from the next life on. */
    public Member startNextAs(ServerCommand next) {
        command = next;
        return this;
    }

    /** A second process of this member on the same directory, with ports of its own. Close it before this one. */
    public Member twin(int twinClientPort) {
        ServerProcess second =
                new ServerProcess(id + "-twin", process.directory().resolveSibling(id + "-twin"), process.place());
        Address listens =
                new Address(address.host(), twinClientPort, address.raftPort(), address.host(), twinClientPort);
        return new Member(id, listens, dataDirectory, second, new Attachments(null, null, null), command)
                .set("client.listen", listens.advertised());
    }

    /** Starts the process; does not wait until it serves. */
    public void start() {
        process.start(command);
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGKILL and everything that it stored is gone. */
    public void killAndWipe() {
        process.kill();
        Directories.delete(dataDirectory);
        disk().ifPresent(DiskFault::forgetUnsynced);
    }

    @Override
    public boolean isUp() {
        return process.isAlive() && !process.isPaused();
    }

    /** Opens a connection to the member itself, past its proxy. */
    @Override
    public WireConnection connect(Duration timeout) throws IOException {
        return WireConnection.open(
                new InetSocketAddress(address.host(), address.clientPort()),
                timeout,
                WireConnection.hello("jepsen/wire"));
    }

    /** What it greets with, which it does as soon as it listens; empty if it does not. */
    public Optional<Welcome> greeting() {
        try (WireConnection connection = connect(ASK_TIMEOUT)) {
            return Optional.of(connection.welcome());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What the member says of itself; empty if it does not answer. */
    public Optional<StatusResponse> status() {
        try (WireConnection connection = connect(ASK_TIMEOUT)) {
            return Optional.of(connection.status());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Index of the last entry of its log, 0 if there is none; empty if the member does not answer. */
    public OptionalLong logEnd() {
        Request.Builder question =
                Request.newBuilder().setTerm(TermRequest.newBuilder().setLastEntry(true));
        try (WireConnection connection = connect(ASK_TIMEOUT)) {
            return OptionalLong.of(connection.callOrThrow(question).getTerm().getLastEntryIndex());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Hash over all effects up to the index that it names. */
    public HashResponse hash() throws IOException {
        try (WireConnection connection = connect(ASK_TIMEOUT)) {
            return connection
                    .callOrThrow(Request.newBuilder().setHash(HashRequest.getDefaultInstance()))
                    .getHash();
        }
    }

    /** Has the member take a snapshot now; returns its index. */
    public long takeSnapshot(Duration timeout) throws IOException {
        try (WireConnection connection = connect(timeout)) {
            return connection
                    .callOrThrow(Request.newBuilder().setSnapshot(SnapshotRequest.getDefaultInstance()))
                    .getSnapshot()
                    .getIndex();
        }
    }

    @Override
    public void close() {
        try {
            process.close();
        } finally {
            if (attachments.proxy != null) {
                attachments.proxy.close();
            }
        }
    }
}
