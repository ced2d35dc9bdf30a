package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "keep-alive",
        description = {
            "Keeps a lease alive until Ctrl-C, across outages that are shorter than its time to live: when the cluster"
                    + " does not answer for a fifth of that, the lease is at risk, and this goes on.",
            "Ends with 5 when there is no such lease (any more), with 7 when nothing was heard for its whole time to"
                    + " live; with 3 if the cluster does not answer at all."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  kvctl lease keep-alive 17", "  kvctl lease keep-alive 17 --once"})
final class LeaseKeepAliveCommand implements Callable<Integer> {
    private static final Duration TIMEOUT_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    private final Session session;

    @Parameters(index = "0", paramLabel = "ID", description = "The lease.")
    private long id;

    @Option(names = "--once", description = "Just once.")
    private boolean once;

    LeaseKeepAliveCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        // Its time counts from when it was asked for: it may have been granted at once.
        long asked = System.nanoTime();
        Duration ttl;
        try (KvClient db = session.connect()) {
            ttl = keepAlive(db);
        }
        return once ? ExitCode.OK : keepOn(asked, ttl);
    }

    private Duration keepAlive(KvClient db) {
        Duration ttl = db.leases().keepAlive(id);
        Row row = new Row().number("lease", id).number("ttl", ttl.toMillis(), Units.time(ttl));
        session.output(Format.SIMPLE).one(row, "lease " + id + " lives for " + Units.time(ttl));
        session.console().out().flush();
        return ttl;
    }

    private int keepOn(long firstAsked, Duration firstTtl) throws InterruptedException {
        long kept = firstAsked;
        Duration ttl = firstTtl;
        Duration pause = ttl.dividedBy(3);
        try (KvClient db = session.connect(session.endpoints(), timeout(ttl))) {
            while (true) {
                Thread.sleep(pause.toMillis());
                long asked = System.nanoTime();
                try {
                    ttl = keepAlive(db);
                    kept = asked;
                    pause = ttl.dividedBy(3);
                } catch (KvException failure) {
                    if (!failure.retryable() && failure.outcome() != Outcome.UNKNOWN) {
                        throw failure;
                    }
                    if (System.nanoTime() - kept >= ttl.toNanos()) {
                        session.console()
                                .note("lease " + id + " is lost: nothing was heard of it for " + Units.time(ttl));
                        return ExitCode.LOST;
                    }
                    session.console().note("lease " + id + " is at risk: " + failure.getMessage());
                    pause = shorter(ttl.dividedBy(20), PAUSE_MAX);
                }
            }
        }
    }

    /** An attempt ends while there is time for others. */
    private Duration timeout(Duration ttl) {
        Duration fifth = ttl.dividedBy(5);
        return shorter(session.timeout(), fifth.compareTo(TIMEOUT_MIN) < 0 ? TIMEOUT_MIN : fifth);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
