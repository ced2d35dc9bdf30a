package io.ratiskv.cli.command;

import io.ratiskv.cli.local.LocalCluster;
import io.ratiskv.cli.local.LocalMember;
import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "down",
        description = "Stops the members of a local cluster. The data stays; 'kvctl up' goes on with it.",
        footerHeading = "%nExamples:%n",
        footer = {"  kvctl down", "  kvctl down --wipe                   and delete its data for good"})
final class DownCommand implements Callable<Integer> {
    /** Time for a member to hand over and close its files. */
    static final Duration GRACE = Duration.ofSeconds(20);

    private final Session session;

    @Mixin
    private ClusterOptions where = new ClusterOptions();

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description = "Time to end by themselves; then they are killed. Default: 20s.")
    private Duration grace = GRACE;

    @Option(names = "--wipe", description = "Delete the cluster with all its data. Cannot be undone.")
    private boolean wipe;

    DownCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        LocalCluster cluster = where.cluster(session);
        Console console = session.console();
        Map<LocalMember, Boolean> ended = cluster.stopAll(grace);
        ended.forEach((member, byItself) -> console.out()
                .println(member.id()
                        + (byItself ? " stopped" : " killed: it had not ended after " + grace.toSeconds() + " s")));
        if (ended.isEmpty()) {
            console.out().println("no member of " + cluster.directory().path() + " runs");
        }
        if (wipe) {
            cluster.wipe();
            console.out()
                    .println("deleted the cluster in " + cluster.directory().path());
        }
        return ExitCode.OK;
    }
}
