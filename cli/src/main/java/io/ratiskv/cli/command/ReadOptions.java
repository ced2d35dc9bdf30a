package io.ratiskv.cli.command;

import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.Consistency;
import io.ratiskv.client.Range;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How fresh a read must be, or of which revision. */
final class ReadOptions {
    /** What may be typed. */
    enum Freshness {
        LINEARIZABLE,
        LOCAL,
        BOUNDED
    }

    @Option(names = "--rev", paramLabel = "REVISION", description = "Read the state as it was at this revision.")
    private long revision;

    @Option(
            names = "--consistency",
            paramLabel = "LEVEL",
            description = "linearizable (default): as new as every write that was acknowledged before. local: whatever"
                    + " one member has. bounded: at most --max-age old, or refused.")
    private Freshness freshness = Freshness.LINEARIZABLE;

    @Option(names = "--max-age", paramLabel = "TIME", description = "Greatest age of a bounded read, such as 500ms.")
    private @Nullable Duration maxAge;

    @Option(
            names = "--min-revision",
            paramLabel = "REVISION",
            description = "Read what is at least as new as this revision: what another program wrote and told of.")
    private long minRevision;

    Range apply(Range range) {
        if (revision < 0 || minRevision < 0) {
            throw new UsageException("a revision is not negative");
        }
        if ((freshness == Freshness.BOUNDED) != (maxAge != null)) {
            throw new UsageException("--consistency bounded and --max-age belong together");
        }
        Range read = range.atRevision(revision).minRevision(minRevision);
        return switch (freshness) {
            case LINEARIZABLE -> read.consistency(Consistency.LINEARIZABLE);
            case LOCAL -> read.consistency(Consistency.LOCAL);
            case BOUNDED -> read.consistency(Consistency.bounded(java.util.Objects.requireNonNull(maxAge)));
        };
    }
}
