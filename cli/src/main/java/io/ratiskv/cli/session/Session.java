package io.ratiskv.cli.session;

import io.ratiskv.cli.local.ClusterDirectory;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.client.KvClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What commands work with: the world, the options, a client of the cluster that was named.
 *
 * <p>Thread: the command's.
 */
public final class Session {
    private final Console console;
    private final GlobalOptions options;
    private final ClientFactory clients;

    public Session(Console console, GlobalOptions options, ClientFactory clients) {
        this.console = console;
        this.options = options;
        this.clients = clients;
    }

    public Console console() {
        return console;
    }

    /** The answer's format: as asked for, else what suits the command. */
    public Output output(Format natural) {
        return new Output(configuration().format(natural), console.out());
    }

    public List<String> endpoints() {
        return configuration().endpoints();
    }

    public Duration timeout() {
        return configuration().timeout();
    }

    /** A client of the cluster that was named; the caller closes it. */
    public KvClient connect() {
        Configuration configuration = configuration();
        return clients.connect(configuration.endpoints(), configuration.timeout(), configuration.clusterId());
    }

    /** A client of these members. */
    public KvClient connect(List<String> endpoints, Duration timeout) {
        return clients.connect(endpoints, timeout, configuration().clusterId());
    }

    /** A client of the cluster that was named that may have so many calls open at a time; the caller closes it. */
    public KvClient connectBusy(int inFlightMax) {
        Configuration configuration = configuration();
        return clients.connectBusy(
                configuration.endpoints(), configuration.timeout(), configuration.clusterId(), inFlightMax);
    }

    /** The directory that {@code --dir} named, else the usual one. */
    public ClusterDirectory clusterDirectory(@org.jspecify.annotations.Nullable Path named) {
        return named == null
                ? configuration().clusterDirectory()
                : new ClusterDirectory(console.directory().resolve(named));
    }

    /** A path as the user meant it. */
    public Path resolve(Path path) {
        return console.directory().resolve(path);
    }

    /** Whether errors shall show where they come from. */
    public boolean verbose() {
        return options.verbose;
    }

    private Configuration configuration() {
        return Configuration.read(options, console);
    }
}
