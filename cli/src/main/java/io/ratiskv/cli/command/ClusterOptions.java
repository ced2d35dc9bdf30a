package io.ratiskv.cli.command;

import io.ratiskv.cli.local.ClusterDirectory;
import io.ratiskv.cli.local.LocalCluster;
import io.ratiskv.cli.local.LocalClusterException;
import io.ratiskv.cli.session.Session;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which local cluster. */
final class ClusterOptions {
    @Option(
            names = "--dir",
            paramLabel = "DIRECTORY",
            description = "Where the cluster lives. Else $KVCTL_DIR, else .ratis-kv in the working directory.")
    private @Nullable Path directory;

    ClusterDirectory directory(Session session) {
        return session.clusterDirectory(directory);
    }

    /** The cluster that was made there. */
    LocalCluster cluster(Session session) {
        ClusterDirectory place = directory(session);
        return place.read()
                .map(layout -> new LocalCluster(place, layout))
                .orElseThrow(() -> new LocalClusterException("there is no cluster in " + place.path()
                        + "; 'kvctl up' makes one, --dir names another place"));
    }
}
