package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Watch;
import io.ratiskv.client.WatchItem;
import io.ratiskv.client.WatchStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = "Shows what changes, as it changes, from any member, for as long as it is let: across lost"
                + " connections, members and leaders, each change once, in order. Ctrl-C or SIGTERM ends it with 0, or 1 if a command of --exec has failed. With"
                + " -o json each event is a document on a line of its own.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl watch greeting                          one key",
            "  kvctl watch country/ --prefix                 every key that begins with country/",
            "  kvctl watch country/ --prefix --snapshot      what is there, then what changes",
            "  kvctl watch --all --from-revision 17          since revision 17, if that is still kept",
            "  kvctl watch flag --events 1 -o json           wait for one change",
            "  kvctl watch conf/ --prefix --exec ./reload    run a command for each event",
            "  kvctl watch job/ --prefix --exec 'echo \"$RATISKV_EVENT_TYPE $RATISKV_EVENT_KEY\"'",
            "  kvctl watch list                              who watches what, at which member; how far behind",
            "  kvctl watch -- list                           the key 'list'"
        })
final class WatchCommand implements Callable<Integer> {
    /** What may be typed behind --only. */
    enum Only {
        PUTS,
        DELETES
    }

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KeySelection keys = new KeySelection();

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    @Option(
            names = "--from-revision",
            paramLabel = "N",
            description = "First revision to show. Default: what comes now.")
    private long fromRevision;

    @Option(names = "--snapshot", description = "First what is there, all of one revision.")
    private boolean snapshot;

    @Option(names = "--prev", description = "Show the previous value, too.")
    private boolean previous;

    @Option(names = "--only", paramLabel = "WHAT", description = "puts or deletes.")
    private @Nullable Only only;

    @Option(names = "--coalesce", description = "When behind: the newest state of each key, not every one in between.")
    private boolean coalesce;

    @Option(
            names = "--no-reset",
            description =
                    "End with 5 when what comes next was compacted away. Default: show the state anew, and go on.")
    private boolean noReset;

    @Option(names = "--events", paramLabel = "N", description = "End after so many events.")
    private long events;

    @Option(names = "--progress", description = "Show, too, how far the watch is when nothing changes.")
    private boolean progress;

    @Option(
            names = "--exec",
            arity = "1..*",
            paramLabel = "CMD",
            description = "Instead of showing an event, run this for it, one after the other; a single word is given to"
                    + " 'sh -c'. It finds RATISKV_EVENT_TYPE (PUT, DELETE, SNAPSHOT, RESET), RATISKV_EVENT_KEY,"
                    + " RATISKV_EVENT_REVISION and, if it is text of at most 64 KiB, RATISKV_EVENT_VALUE in its"
                    + " environment, and the value on standard input. If one fails, the watch goes on, and ends with 1"
                    + " in the end. The last option on the line.")
    private @Nullable List<String> exec;

    WatchCommand(Session session) {
        this.session = session;
    }

    /** With its one subcommand. */
    static CommandLine withList(Session session) {
        return new CommandLine(new WatchCommand(session)).addSubcommand("list", new WatchListCommand(session));
    }

    @Override
    public Integer call() throws Exception {
        Watch watch = watch();
        EventCommand command = exec == null ? null : new EventCommand(session.console(), encoding.encoding(), exec);
        WatchPrinter printer = new WatchPrinter(
                session.output(Format.SIMPLE), session.console(), encoding.encoding(), previous, progress, command);
        try (KvClient db = session.connect();
                WatchStream stream = db.watch(watch);
                Interruption interruption = new Interruption(stream::close)) {
            return interruption.endsWith(follow(stream, printer, interruption));
        }
    }

    /** Answers the exit code, also of a failure after it was told to end: nobody else is asked for it then. */
    private int follow(WatchStream stream, WatchPrinter printer, Interruption interruption) throws Exception {
        try {
            showAll(stream, printer, interruption);
            printer.end();
            if (printer.revision() > 0) {
                session.console()
                        .note("told everything up to revision " + printer.revision() + "; --from-revision "
                                + (printer.revision() + 1) + " goes on");
            }
            return printer.failed() ? ExitCode.NO : ExitCode.OK;
        } catch (RuntimeException failure) {
            if (!interruption.isAsked()) {
                throw failure;
            }
            CommandLine line = spec.commandLine();
            return line.getExecutionExceptionHandler().handleExecutionException(failure, line, line.getParseResult());
        }
    }

    private void showAll(WatchStream stream, WatchPrinter printer, Interruption interruption)
            throws InterruptedException {
        try {
            while (!session.console().out().checkError()) {
                WatchItem item = stream.next();
                if (!printer.show(item, events == 0 ? Long.MAX_VALUE : events, interruption::isAsked)
                        || interruption.isAsked()) {
                    return;
                }
            }
        } catch (ClientClosedException closed) {
            if (!interruption.isAsked()) {
                throw closed;
            }
        }
    }

    private Watch watch() {
        if (fromRevision < 0 || events < 0) {
            throw new UsageException("--from-revision and --events are not negative");
        }
        if (snapshot && fromRevision > 0) {
            throw new UsageException("--snapshot and --from-revision exclude each other");
        }
        Watch watch = Watch.of(keys.range(encoding, true)).named("kvctl");
        watch = snapshot ? watch.fromSnapshot() : watch.from(fromRevision);
        watch = previous ? watch.withPrevious() : watch;
        watch = coalesce ? watch.coalescing() : watch;
        watch = noReset ? watch.failingWhenCompacted() : watch;
        return only == null ? watch : only == Only.PUTS ? watch.onlyPuts() : watch.onlyDeletes();
    }
}
