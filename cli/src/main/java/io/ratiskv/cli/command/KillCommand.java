package io.ratiskv.cli.command;

import io.ratiskv.cli.local.LocalCluster;
import io.ratiskv.cli.local.LocalClusterException;
import io.ratiskv.cli.local.LocalMember;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "kill",
        description =
                "Ends a member of a local cluster at once, as a crash would (SIGKILL). 'kvctl up' starts it again.",
        footerHeading = "%nExamples:%n",
        footer = {"  kvctl kill leader                   whoever leads now", "  kvctl kill n2"})
final class KillCommand implements Callable<Integer> {
    /** An election may be under way. */
    private static final Duration ELECTION_TIME = Duration.ofSeconds(10);

    private final Session session;

    @Mixin
    private ClusterOptions where = new ClusterOptions();

    @Parameters(index = "0", paramLabel = "MEMBER", description = "Its name, or 'leader'.")
    private String name = "";

    KillCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        LocalCluster cluster = where.cluster(session);
        boolean leads = name.equals("leader");
        LocalMember member = cluster.member(leads ? leader(cluster) : name);
        long pid = cluster.kill(member);
        session.console()
                .out()
                .println("killed " + member.id() + (leads ? ", the leader" : "") + " (process " + pid
                        + "); 'kvctl up' starts it again");
        return ExitCode.OK;
    }

    private String leader(LocalCluster cluster) throws InterruptedException {
        List<String> endpoints = cluster.layout().endpoints();
        try (KvClient db = session.connect(endpoints, Duration.ofSeconds(2))) {
            long deadline = System.nanoTime() + ELECTION_TIME.toNanos();
            while (true) {
                Optional<MemberView> leader = MemberView.leader(MemberView.ask(db, endpoints));
                if (leader.isPresent()) {
                    return leader.get().id();
                }
                if (System.nanoTime() > deadline) {
                    throw new LocalClusterException("nobody leads; name a member: "
                            + String.join(
                                    ", ",
                                    cluster.members().stream()
                                            .map(LocalMember::id)
                                            .toList()));
                }
                Thread.sleep(100);
            }
        }
    }
}
