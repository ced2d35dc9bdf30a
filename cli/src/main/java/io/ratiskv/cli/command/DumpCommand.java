package io.ratiskv.cli.command;

import io.ratiskv.cli.bulk.Dump;
import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KeyValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Range;
import io.ratiskv.client.RangeResult;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "dump",
        description = "Writes the keys of a prefix as JSON lines, all of one revision; 'kvctl load' reads them back."
                + " Binary keys and values are in base64. Keys of kvctl's own (_kvctl/) are left out.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl dump > all.dump               every key",
            "  kvctl dump country/ --to country.dump",
            "  kvctl load country.dump             back, here or in another cluster"
        })
final class DumpCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "PREFIX", description = "Only keys that begin so.")
    private String prefix = "";

    @Option(names = "--to", paramLabel = "FILE", description = "Write to a file, which appears when it is whole.")
    private @Nullable Path file;

    @Option(names = "--rev", paramLabel = "REVISION", description = "The state at this revision.")
    private long revision;

    DumpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (revision < 0) {
            throw new UsageException("a revision is not negative");
        }
        Range range =
                Range.of(KeyRange.prefix(encoding.decode("PREFIX", prefix))).atRevision(revision);
        try (KvClient db = session.connect()) {
            if (file == null) {
                write(db.pages(range), session.console().out());
            } else {
                toFile(db.pages(range), session.resolve(file));
            }
            return ExitCode.OK;
        }
    }

    private void toFile(Iterator<RangeResult> pages, Path path) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".part");
        try (OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(draft));
                PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            write(pages, out);
        }
        Files.move(draft, path, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(Iterator<RangeResult> pages, PrintStream out) throws IOException {
        long keys = 0;
        long read = revision;
        while (pages.hasNext()) {
            RangeResult page = pages.next();
            read = page.revision();
            for (KeyValue entry : page.entries()) {
                if (prefix.startsWith("_kvctl/") || !entry.key().utf8().startsWith("_kvctl/")) {
                    out.print(Dump.line(entry));
                    out.print('\n');
                    keys++;
                }
            }
            if (out.checkError()) {
                throw new IOException("the dump could not be written: the disk is full or the reader went away");
            }
        }
        out.print(Dump.trailer(keys, read));
        out.print('\n');
        if (out.checkError()) {
            throw new IOException("the dump could not be written: the disk is full or the reader went away");
        }
        Console console = session.console();
        console.note("dumped " + keys + " keys of revision " + read);
    }
}
