package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.Delete;
import io.ratiskv.client.DeleteResult;
import io.ratiskv.client.KvClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "del",
        description = "Deletes a key or a range of keys, at one revision. Ends with 1 if there was none.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl del greeting                  one key",
            "  kvctl del country/ --prefix         every key that begins with country/",
            "  kvctl del a c                       from a up to, without, c",
            "  kvctl del greeting --prev           and show what it held"
        })
final class DelCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private KeySelection keys = new KeySelection();

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    @Mixin
    private FenceOptions fences = new FenceOptions();

    @Option(names = "--prev", description = "Answer with what was deleted.")
    private boolean previous;

    DelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Delete delete = Delete.of(keys.range(encoding, true));
        try (KvClient db = session.connect()) {
            DeleteResult result = fences.on(db).delete(previous ? delete.returningPrevious() : delete);
            show(result);
            return result.deleted() > 0 ? ExitCode.OK : ExitCode.NO;
        }
    }

    private void show(DeleteResult result) {
        Output output = session.output(Format.SIMPLE);
        if (previous) {
            Row about = new Row().number("deleted", result.deleted()).number("revision", result.revision());
            output.all(
                    "previous",
                    result.previous().stream()
                            .map(entry -> KvRows.row(entry, encoding.encoding(), output.format(), true))
                            .toList(),
                    about);
            return;
        }
        Row row = new Row().number("deleted", result.deleted()).number("revision", result.revision());
        output.one(row, "deleted " + result.deleted() + ", revision " + result.revision());
    }
}
