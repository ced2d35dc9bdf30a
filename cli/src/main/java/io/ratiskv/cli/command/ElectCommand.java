package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.WatchHandle;
import io.ratiskv.client.recipes.Leader;
import io.ratiskv.client.recipes.LeaderElection;
import io.ratiskv.client.recipes.Leadership;
import io.ratiskv.client.recipes.Observer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "elect",
        description = {
            "Campaigns to be leader and, once it is, leads until Ctrl-C; ends with 7 if it loses the leadership.",
            "Without a proposal: tells who leads; ends with 1 if nobody does."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl elect elections/shop host-1:80      waits, then tells its token and leads",
            "  kvctl elect elections/shop                who leads?",
            "  kvctl elect elections/shop --listen       each leader, as it comes"
        })
final class ElectCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "The election.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PROPOSAL",
            description = "What others shall know of this leader.")
    private @Nullable String proposal;

    @Option(names = "--listen", description = "Tell each leader until Ctrl-C.")
    private boolean listen;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "How long nobody leads after the leader has crashed. Default: 10s.")
    private Duration ttl = Duration.ofSeconds(10);

    ElectCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (listen && proposal != null) {
            throw new UsageException("PROPOSAL and --listen exclude each other");
        }
        try (KvClient db = session.connect()) {
            LeaderElection election = LeaderElection.of(db, name, ttl);
            if (listen) {
                return listen(election);
            }
            return proposal == null ? show(election) : campaign(election, proposal);
        }
    }

    private int campaign(LeaderElection election, String with) throws InterruptedException {
        try (Held held = new Held(session.console(), "leadership of '" + name + "'");
                Leadership leadership = election.campaign(with)) {
            leadership.onState(held.begins());
            tell(Optional.of(new Leader(Bytes.of(with), leadership.token())));
            return held.await();
        }
    }

    private int show(LeaderElection election) {
        Optional<Leader> leader = election.leader();
        if (leader.isEmpty()) {
            session.console().note("nobody leads '" + name + "'");
            return ExitCode.NO;
        }
        tell(leader);
        return ExitCode.OK;
    }

    private int listen(LeaderElection election) throws InterruptedException {
        CompletableFuture<Integer> over = new CompletableFuture<>();
        Observer<Optional<Leader>> observer = new Observer<>() {
            @Override
            public void told(Optional<Leader> leader) {
                tell(leader);
            }

            @Override
            public void ended(Optional<Throwable> reason) {
                reason.ifPresentOrElse(over::completeExceptionally, () -> over.complete(ExitCode.OK));
            }
        };
        try (WatchHandle watching = election.observe(observer)) {
            return over.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the observer failed", e.getCause());
        }
    }

    private void tell(Optional<Leader> leader) {
        Row row = new Row()
                .text("leader", leader.map(Leader::proposalText).orElse(""))
                .number("token", leader.map(Leader::token).orElse(0L));
        String simple =
                leader.map(one -> one.proposalText() + "\t" + one.token()).orElse("nobody");
        session.output(Format.SIMPLE).one(row, simple);
        session.console().out().flush();
    }
}
