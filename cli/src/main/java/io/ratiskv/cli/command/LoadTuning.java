package io.ratiskv.cli.command;

import io.ratiskv.cli.bulk.LoadPlan;
import io.ratiskv.cli.session.UsageException;
import java.time.Duration;
import java.util.UUID;
import picocli.CommandLine.Option;

/** How fast a load goes, and how patient it is. */
final class LoadTuning {
    @Option(
            names = "--lanes",
            paramLabel = "N",
            description =
                    "Transactions under way at a time, 1 to 256. Default: 16. A load that goes on keeps its number.")
    private int lanes = LoadPlan.LANES;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Most rows in one transaction. Default: 127, the members' limit.")
    private int batch = LoadPlan.BATCH_ROWS;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description = "How long to go on trying while the cluster does not answer. Default: 2m.")
    private Duration patience = Duration.ofMinutes(2);

    LoadPlan plan(String id, String source) {
        if (lanes < 1 || lanes > 256) {
            throw new UsageException("--lanes must be 1 to 256, is " + lanes);
        }
        if (batch < 1 || batch > 10_000) {
            throw new UsageException("--batch must be 1 to 10000, is " + batch);
        }
        return new LoadPlan(id, source, lanes, batch, LoadPlan.BATCH_BYTES, patience);
    }

    /** For what cannot be run again: standard input without a name. */
    String randomId() {
        return "once-" + UUID.randomUUID();
    }
}
