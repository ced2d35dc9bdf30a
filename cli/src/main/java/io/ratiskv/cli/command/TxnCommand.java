package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.cli.txn.TxnFormat;
import io.ratiskv.cli.txn.TxnParser;
import io.ratiskv.cli.txn.TxnSyntaxException;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Txn;
import io.ratiskv.client.TxnResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "txn",
        description = "Runs a transaction: if all checks hold, the steps after 'then', else those after 'else'; at one"
                + " revision. Ends with 1 if a check does not hold.",
        footerHeading = "%nThe language:%n",
        footer = {
            "  if   CHECK ; CHECK ...          all must hold; left out: always",
            "  then STEP ; STEP ...",
            "  else STEP ; STEP ...            a line's end is as good as a semicolon",
            "",
            "  CHECK   exists KEYS | missing KEYS | value KEYS (= != < >) VALUE",
            "          (version|create|mod|lease) KEYS (= != < >) NUMBER",
            "  STEP    put KEY VALUE [prev] | touch KEY [prev] | del KEYS [prev]",
            "          get KEYS [limit N] [rev N] [order [desc] key|version|create|mod|value]",
            "                   [keys-only] [count-only] [count] [modified MIN MAX] [created MIN MAX]",
            "          if ... then ... else ... end",
            "  KEYS    KEY | prefix KEY | from KEY | between KEY KEY | all",
            "  Words with spaces go in double quotes; binary as hex:... or base64:...; # begins a comment.",
            "",
            "Examples:",
            "  kvctl txn 'if value stock/7 = 3 then put stock/7 2; put order/99 7 else get stock/7'",
            "  kvctl txn 'get a; get b'        two keys, read at one revision",
            "  kvctl txn < transfer.txn        from standard input; or --file transfer.txn"
        })
final class TxnCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    @Mixin
    private FenceOptions fences = new FenceOptions();

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "The transaction; else --file or standard input.")
    private List<String> words = List.of();

    @Option(names = "--file", paramLabel = "FILE", description = "Read the transaction from a file.")
    private @Nullable Path file;

    @Option(names = "--dry-run", description = "Only show how the transaction was understood.")
    private boolean dryRun;

    TxnCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Txn txn = parse(text());
        if (dryRun) {
            session.console().out().println(TxnFormat.format(txn));
            return ExitCode.OK;
        }
        try (KvClient db = session.connect()) {
            TxnResult result = fences.on(db).txn(txn);
            Output output = session.output(Format.SIMPLE);
            if (output.format() == Format.JSON) {
                session.console()
                        .out()
                        .println(TxnAnswer.json(result, encoding.encoding()).compact());
            } else {
                TxnAnswer.print(result, encoding.encoding(), session.console().out());
            }
            return result.succeeded() ? ExitCode.OK : ExitCode.NO;
        }
    }

    private static Txn parse(String text) {
        try {
            return TxnParser.parse(text);
        } catch (TxnSyntaxException malformed) {
            throw new UsageException("the transaction is malformed: " + malformed.getMessage());
        }
    }

    private String text() throws IOException {
        if (file != null && !words.isEmpty()) {
            throw new UsageException("the transaction is given twice: as words and as --file");
        }
        if (!words.isEmpty()) {
            return String.join(" ", words);
        }
        if (file != null) {
            try {
                return Files.readString(session.resolve(file));
            } catch (NoSuchFileException none) {
                throw new UsageException("there is no file " + session.resolve(file));
            }
        }
        return new String(session.console().in().readAllBytes(), StandardCharsets.UTF_8);
    }
}
