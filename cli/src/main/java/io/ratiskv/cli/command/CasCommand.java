package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.CasResult;
import io.ratiskv.client.KvClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cas",
        description = "Compare and set: writes a key if it is as expected. Ends with 1 if it is not.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl cas leader n1 --absent        only if the key does not exist",
            "  kvctl cas stock/7 2 --expect 3      only if it holds 3",
            "  kvctl cas stock/7 2 --at 41         only if it was last written at revision 41"
        })
final class CasCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Parameters(index = "1", paramLabel = "VALUE", description = "The value to write.")
    private String value = "";

    @Mixin
    private FenceOptions fences = new FenceOptions();

    @Option(names = "--expect", paramLabel = "VALUE", description = "The key must hold this value.")
    private @Nullable String expected;

    @Option(
            names = "--at",
            paramLabel = "REVISION",
            description = "The key must have been last written at this revision.")
    private @Nullable Long revision;

    @Option(names = "--absent", description = "The key must not exist.")
    private boolean absent;

    CasCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int said = (expected != null ? 1 : 0) + (revision != null ? 1 : 0) + (absent ? 1 : 0);
        if (said != 1) {
            throw new UsageException("say what is expected, once: --expect VALUE, --at REVISION or --absent");
        }
        Bytes of = encoding.key(key);
        Bytes to = encoding.decode("VALUE", value);
        try (KvClient db = session.connect()) {
            CasResult result = expected != null
                    ? fences.on(db).compareAndSet(of, encoding.decode("--expect", expected), to)
                    : fences.on(db).compareAndSet(of, revision == null ? 0 : revision, to);
            show(result);
            return result.succeeded() ? ExitCode.OK : ExitCode.NO;
        }
    }

    private void show(CasResult result) {
        Row row = new Row().flag("succeeded", result.succeeded()).number("revision", result.revision());
        String simple = "written, revision " + result.revision();
        if (!result.succeeded()) {
            simple = "not written: the key "
                    + result.current()
                            .map(now -> "holds " + encoding.encoding().encode(now.value()) + ", written at revision "
                                    + now.modRevision())
                            .orElse("does not exist");
        }
        result.current()
                .ifPresent(now -> row.bytes("current", now.value(), encoding.encoding())
                        .number("currentRevision", now.modRevision()));
        session.output(Format.SIMPLE).one(row, simple);
    }
}
