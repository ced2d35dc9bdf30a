package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.ProtectedRange;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "protect",
        description = "Protected ranges: every write there must carry a fence that is not older than the newest seen.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl protect add jobs/ --prefix    from now on",
            "  kvctl lock locks/jobs -- sh -c 'kvctl put jobs/1 done --fence $RATISKV_FENCE'",
            "  kvctl protect list                  and the newest fence seen of each",
            "  kvctl protect remove jobs/ --prefix"
        })
final class ProtectCommand extends CommandGroup {
    private ProtectCommand() {}

    /** With its own commands below it. */
    static CommandLine of(Session session) {
        return new CommandLine(new ProtectCommand())
                .addSubcommand(new Add(session))
                .addSubcommand(new Remove(session))
                .addSubcommand(new ListAll(session));
    }

    private static void show(Session session, boolean changed, String simple) {
        session.output(Format.SIMPLE).one(new Row().flag("changed", changed), simple);
    }

    @Command(
            name = "add",
            description = "Protects a range of keys.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl protect add jobs/ --prefix", "  kvctl protect add config"})
    static final class Add implements Callable<Integer> {
        private final Session session;

        @Mixin
        private KeySelection keys = new KeySelection();

        @Mixin
        private EncodingOptions encoding = new EncodingOptions();

        Add(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (KvClient db = session.connect()) {
                boolean changed = db.admin().protect(keys.range(encoding, true));
                show(session, changed, changed ? "protected" : "was protected already");
                return ExitCode.OK;
            }
        }
    }

    @Command(
            name = "remove",
            description = "Lifts a protection; the fences that were seen are forgotten. Ends with 1 if there was none.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl protect remove jobs/ --prefix"})
    static final class Remove implements Callable<Integer> {
        private final Session session;

        @Mixin
        private KeySelection keys = new KeySelection();

        @Mixin
        private EncodingOptions encoding = new EncodingOptions();

        Remove(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (KvClient db = session.connect()) {
                boolean changed = db.admin().unprotect(keys.range(encoding, true));
                show(session, changed, changed ? "protected no more" : "was not protected");
                return changed ? ExitCode.OK : ExitCode.NO;
            }
        }
    }

    @Command(
            name = "list",
            description = "Every protected range, with the newest fence seen; 0: none yet.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl protect list", "  kvctl protect list -o json"})
    static final class ListAll implements Callable<Integer> {
        private final Session session;

        @Mixin
        private EncodingOptions encoding = new EncodingOptions();

        ListAll(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (KvClient db = session.connect()) {
                List<ProtectedRange> ranges = db.admin().protectedRanges();
                list(session, "ranges", ranges.stream().map(this::row).toList(), "nothing is protected");
                return ExitCode.OK;
            }
        }

        private Row row(ProtectedRange range) {
            return new Row()
                    .bytes("start", range.keys().start(), encoding.encoding())
                    .bytes("end", range.keys().end(), encoding.encoding())
                    .number("newestToken", range.newestToken());
        }
    }
}
