package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Reads a key. Ends with 1 if there is none.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl get greeting                       the value",
            "  kvctl get greeting -o json               with its revisions",
            "  kvctl get greeting --rev 17              the value at revision 17",
            "  kvctl get logo --raw > logo.png          the very bytes",
            "  kvctl get a --consistency bounded --max-age 500ms"
        })
final class GetCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Option(names = "--raw", description = "Write the value's bytes and nothing else.")
    private boolean raw;

    GetCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Range range = read.apply(Range.key(encoding.key(key)));
        try (KvClient db = session.connect()) {
            Optional<KeyValue> found = db.range(range).entries().stream().findFirst();
            if (found.isEmpty()) {
                session.console().note("no such key: " + encoding.encoding().encode(encoding.key(key)));
                return ExitCode.NO;
            }
            show(found.get());
            return ExitCode.OK;
        }
    }

    private void show(KeyValue entry) {
        Output output = session.output(Format.SIMPLE);
        boolean plain = output.format() == Format.SIMPLE && encoding.encoding() == Encoding.TEXT;
        if (raw || plain) {
            session.console().out().writeBytes(entry.value().toArray());
            session.console().out().print(raw ? "" : "\n");
        } else {
            output.one(
                    KvRows.row(entry, encoding.encoding(), output.format(), true),
                    encoding.encoding().encode(entry.value()));
        }
    }
}
