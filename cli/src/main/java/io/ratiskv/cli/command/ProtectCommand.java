package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.Admin;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.ProtectedRange;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
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

    /** A change of which keys are protected, as a command. */
    private abstract static class Change implements Callable<Integer> {
        private final Session session;

        @Mixin
        private KeySelection keys = new KeySelection();

        @Mixin
        private EncodingOptions encoding = new EncodingOptions();

        Change(Session session) {
            this.session = session;
        }

        /** Answers whether it was not so already, and says so. */
        final boolean make(BiPredicate<Admin, KeyRange> change, String changedText, String sameText) {
            try (KvClient db = session.connect()) {
                boolean changed = change.test(db.admin(), keys.range(encoding, true));
                session.output(Format.SIMPLE).one(new Row().flag("changed", changed), changed ? changedText : sameText);
                return changed;
            }
        }
    }

    @Command(
            name = "add",
            description = "Protects a range of keys.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl protect add jobs/ --prefix", "  kvctl protect add config"})
    static final class Add extends Change {
        Add(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            make(Admin::protect, "protected", "was protected already");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "remove",
            description = "Lifts a protection; the fences that were seen are forgotten. Ends with 1 if there was none.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl protect remove jobs/ --prefix"})
    static final class Remove extends Change {
        Remove(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            return make(Admin::unprotect, "protected no more", "was not protected") ? ExitCode.OK : ExitCode.NO;
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
