package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.Bytes;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Put;
import io.ratiskv.client.PutResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description = "Writes a key.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl put greeting hello            answers the revision that the write made",
            "  kvctl put greeting hi --prev        and what the key held before",
            "  kvctl put logo --file logo.png      value from a file; '--file -' reads standard input",
            "  kvctl put --hex 00ff 0102           binary key and value",
            "  kvctl put greeting --ignore-value   a new revision with the value it has",
            "  kvctl put here yes --lease 17       goes away with lease 17",
            "  kvctl put jobs/1 done --fence 42    to a protected range, as the holder of a lock"
        })
final class PutCommand implements Callable<Integer> {
    /** Larger requests no member accepts, whatever its settings. */
    static final long VALUE_BYTES_MAX = 16L << 20;

    private final Session session;

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value; else --file.")
    private @Nullable String value;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The value is what the file holds; - for standard input.")
    private @Nullable String file;

    @Mixin
    private FenceOptions fences = new FenceOptions();

    @Option(names = "--prev", description = "Answer with what the key held before, too.")
    private boolean previous;

    @Option(names = "--ignore-value", description = "Keep the value that the key has; it must exist.")
    private boolean ignoreValue;

    @Option(names = "--lease", paramLabel = "ID", description = "The key goes away when this lease ends.")
    private long lease;

    @Option(names = "--ignore-lease", description = "Keep the lease that the key has; it must exist.")
    private boolean ignoreLease;

    PutCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Put put = put();
        try (KvClient db = session.connect()) {
            PutResult result = fences.on(db).put(previous ? put.returningPrevious() : put);
            Row row = new Row().number("revision", result.revision());
            String simple = "revision " + result.revision();
            if (previous && result.previous().isPresent()) {
                row.bytes("previous", result.previous().get().value(), encoding.encoding())
                        .number("previousRevision", result.previous().get().modRevision());
                simple += "\nprevious "
                        + encoding.encoding().encode(result.previous().get().value());
            } else if (previous) {
                simple += "\nno previous value";
            }
            session.output(Format.SIMPLE).one(row, simple);
            return ExitCode.OK;
        }
    }

    private Put put() throws IOException {
        int sources = (value != null ? 1 : 0) + (file != null ? 1 : 0) + (ignoreValue ? 1 : 0);
        if (sources != 1) {
            throw new UsageException("give the value once: VALUE, --file FILE ('-' for standard input)"
                    + " or --ignore-value to keep the one it has");
        }
        if (lease < 0 || (lease > 0 && ignoreLease)) {
            throw new UsageException(
                    "say which lease, once: --lease ID, above 0, or --ignore-lease to keep the one it has");
        }
        Bytes bytes = encoding.key(key);
        Put put = ignoreValue ? Put.touch(bytes) : Put.of(bytes, content());
        return ignoreLease ? put.keepingLease() : put.withLease(lease);
    }

    private Bytes content() throws IOException {
        return value != null ? encoding.decode("VALUE", value) : read(java.util.Objects.requireNonNull(file));
    }

    private Bytes read(String name) throws IOException {
        byte[] content;
        if (name.equals("-")) {
            content = session.console().in().readNBytes((int) VALUE_BYTES_MAX + 1);
        } else {
            Path path = session.resolve(Path.of(name));
            if (!Files.isRegularFile(path)) {
                throw new UsageException("there is no file " + path);
            }
            content =
                    Files.size(path) > VALUE_BYTES_MAX ? new byte[(int) VALUE_BYTES_MAX + 1] : Files.readAllBytes(path);
        }
        if (content.length > VALUE_BYTES_MAX) {
            throw new UsageException(
                    "the value is larger than " + VALUE_BYTES_MAX + " bytes, more than any member accepts");
        }
        return Bytes.of(content);
    }
}
