package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.CompactResult;
import io.ratiskv.client.KvClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "compact",
        description = "Forgets the history before a revision. Keys keep their newest values.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl compact 1000                  revisions before 1000 can no longer be read",
            "  kvctl status                        shows the newest revision"
        })
final class CompactCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "REVISION", description = "Oldest revision that shall stay readable.")
    private long revision;

    CompactCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (KvClient db = session.connect()) {
            CompactResult result = db.admin().compact(revision);
            Row row = new Row()
                    .number("compactRevision", result.compactRevision())
                    .number("revision", result.revision());
            session.output(Format.SIMPLE)
                    .one(row, "compacted to revision " + result.compactRevision() + " of " + result.revision());
            return ExitCode.OK;
        }
    }
}
