package io.ratiskv.cli.command;

import io.ratiskv.cli.bulk.KeyMapping;
import io.ratiskv.cli.bulk.LoadPlan;
import io.ratiskv.cli.bulk.Loader;
import io.ratiskv.cli.bulk.RowSource;
import io.ratiskv.cli.bulk.SourceFile;
import io.ratiskv.cli.bulk.SourceFormat;
import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.KvClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description = "Writes the rows of a file as keys. A load that was cut off goes on where it was when the same"
                + " command is run again; a load that is done changes nothing: every row is written once.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl load countries.csv --key-prefix country/ --key-field Code",
            "  kvctl load zones.json --at zones --key-prefix zone/ --key-field name",
            "  kvctl load rates.jsonl --key-field from,to --value-field rate    keys EUR/USD, value 1.08",
            "  kvctl load all.dump                 what 'kvctl dump' wrote",
            "  generate | kvctl load - --format jsonl --key-field id --load-id run-7"
        })
final class LoadCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private LoadTuning tuning = new LoadTuning();

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "JSON lines, JSON, CSV or a dump; - for standard input.")
    private String file = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl, json, csv or dump. Default: by the file's name.")
    private @Nullable SourceFormat format;

    @Option(
            names = "--at",
            paramLabel = "PATH",
            description = "In a JSON file: names to the rows, such as data/countries.")
    private String at = "";

    @Option(names = "--key-prefix", paramLabel = "TEXT", description = "In front of every key.")
    private String prefix = "";

    @Option(
            names = {"--key-field", "--key-fields"},
            split = ",",
            paramLabel = "NAME",
            description = "Fields that make the key. In a JSON object of rows, @name is the row's own name.")
    private List<String> keyFields = List.of();

    @Option(names = "--key-separator", paramLabel = "TEXT", description = "Between several key fields. Default: /")
    private String separator = "/";

    @Option(names = "--value-field", paramLabel = "NAME", description = "The value. Default: the whole row as JSON.")
    private @Nullable String valueField;

    @Option(
            names = "--load-id",
            paramLabel = "NAME",
            description = "Name of this load. Default: from the file's content.")
    private @Nullable String loadId;

    @Option(names = "--forget", description = "Forget that the file was loaded; write nothing.")
    private boolean forget;

    LoadCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!file.equals("-") && !Files.isRegularFile(session.resolve(Path.of(file)))) {
            throw new UsageException("there is no file " + session.resolve(Path.of(file)));
        }
        SourceFile source = SourceFile.open(
                session.resolve(Path.of(file)),
                file.equals("-") ? Optional.of(session.console().in()) : Optional.empty());
        SourceFormat shape = shape();
        KeyMapping mapping = mapping(shape);
        String fingerprint = source.fingerprint(shape + " " + at + " " + mapping);
        Optional<String> id =
                Optional.ofNullable(loadId).or(() -> source.isFile() ? Optional.of(fingerprint) : Optional.empty());
        id.filter(name -> !name.matches("[A-Za-z0-9._-]{1,64}")).ifPresent(name -> {
            throw new UsageException("--load-id: '" + name + "' may hold letters, digits, '.', '_', '-', at most 64");
        });
        LoadPlan plan = tuning.plan(id.orElseGet(tuning::randomId), fingerprint);
        try (KvClient db = session.connect()) {
            Loader loader = new Loader(db, plan);
            if (forget) {
                loader.forget();
                session.console().note("load '" + plan.id() + "' is forgotten; the keys it wrote stay");
                return ExitCode.OK;
            }
            try (RowSource rows = shape.open(source.reader(), at, mapping);
                    LoadProgress progress = new LoadProgress(session.console(), source, loader.counters())) {
                progress.start();
                show(loader.run(rows, id.isPresent()), plan);
            }
            return ExitCode.OK;
        } catch (io.ratiskv.cli.bulk.BadRowException | io.ratiskv.cli.text.JsonReader.MalformedJsonException bad) {
            throw new UsageException((file.equals("-") ? "standard input" : file) + ", " + bad.getMessage()
                    + "; rows before it may have been loaded: repair it and run the same command again");
        }
    }

    private void show(Loader.Report report, LoadPlan plan) {
        long written = report.rows() - report.before();
        Duration time = report.time();
        double seconds = Math.max(1, time.toMillis()) / 1000.0;
        Row row = new Row()
                .text("load", plan.id())
                .number("rows", report.rows())
                .number("written", written)
                .number("before", report.before())
                .number("millis", time.toMillis());
        String simple = report.alreadyDone()
                ? "loaded before: all " + report.rows() + " rows are in (load " + plan.id() + "); nothing was written"
                : String.format(
                        Locale.ROOT,
                        "loaded %d rows in %.1f s (%.0f rows/s)%s",
                        written,
                        seconds,
                        written / seconds,
                        report.before() > 0 ? "; " + report.before() + " were in already" : "");
        session.output(Format.SIMPLE).one(row, simple);
    }

    private SourceFormat shape() {
        if (format != null) {
            return format;
        }
        return SourceFormat.ofName(file)
                .orElseThrow(() -> new UsageException("what does '" + file
                        + "' hold? Its name does not end in .jsonl, .ndjson, .json, .csv or .dump: add --format"));
    }

    private KeyMapping mapping(SourceFormat shape) {
        boolean dump = shape == SourceFormat.DUMP;
        if (dump && !(keyFields.isEmpty() && prefix.isEmpty() && valueField == null)) {
            throw new UsageException(
                    "a dump says itself what keys and values are; leave --key-... and --value-field out");
        }
        if (!dump && keyFields.isEmpty()) {
            throw new UsageException("which field is the key? Add --key-field NAME");
        }
        if (!at.isEmpty() && shape != SourceFormat.JSON) {
            throw new UsageException("--at is for --format json");
        }
        return new KeyMapping(prefix, keyFields, separator, Optional.ofNullable(valueField));
    }
}
