package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.cli.text.JsonValue;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.LeaseInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "lease",
        description = "Leases: keys that are put with one go away when it ends.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl lease grant 30s               answers the lease's id",
            "  kvctl put here yes --lease 17       a key that goes away with lease 17",
            "  kvctl lease keep-alive 17           until Ctrl-C",
            "  kvctl lease timetolive 17 --keys    how long it lives, and what hangs on it",
            "  kvctl lease revoke 17               ends it now, and its keys with it"
        })
final class LeaseCommand extends CommandGroup {
    private LeaseCommand() {}

    /** With its own commands below it. */
    static CommandLine of(Session session) {
        return new CommandLine(new LeaseCommand())
                .addSubcommand(new Grant(session))
                .addSubcommand(new LeaseKeepAliveCommand(session))
                .addSubcommand(new Revoke(session))
                .addSubcommand(new TimeToLive(session))
                .addSubcommand(new ListAll(session));
    }

    private static Row row(LeaseInfo lease) {
        return new Row()
                .number("lease", lease.id())
                .number("ttl", lease.ttl().toMillis(), Units.time(lease.ttl()))
                .number("remaining", lease.remaining().toMillis(), Units.time(lease.remaining()))
                .number("keys", lease.keyCount());
    }

    @Command(
            name = "grant",
            description = "Grants a lease that lives for TTL, 100ms to 24h.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl lease grant 30s", "  kvctl lease grant 1h --id 17"})
    static final class Grant implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "TTL", description = "Time to live, such as 500ms, 30s, 1h.")
        private Duration ttl = Duration.ZERO;

        @Option(names = "--id", paramLabel = "ID", description = "Its id, above 0. Default: the cluster chooses.")
        private @Nullable Long id;

        Grant(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (KvClient db = session.connect()) {
                long granted =
                        id == null ? db.leases().grantOnce(ttl) : db.leases().grantOnce(ttl, id);
                Row row = new Row().number("lease", granted).number("ttl", ttl.toMillis(), Units.time(ttl));
                session.output(Format.SIMPLE).one(row, "lease " + granted);
                return ExitCode.OK;
            }
        }
    }

    @Command(
            name = "revoke",
            description = "Ends a lease and deletes its keys, at one revision.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl lease revoke 17"})
    static final class Revoke implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "ID", description = "The lease.")
        private long id;

        Revoke(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (KvClient db = session.connect()) {
                long deleted = db.leases().revoke(id);
                Row row = new Row().number("lease", id).number("deleted", deleted);
                session.output(Format.SIMPLE).one(row, "revoked lease " + id + ", deleted " + deleted);
                return ExitCode.OK;
            }
        }
    }

    @Command(
            name = "timetolive",
            description = "How long a lease lives.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl lease timetolive 17", "  kvctl lease timetolive 17 --keys -o json"})
    static final class TimeToLive implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "ID", description = "The lease.")
        private long id;

        @Option(names = "--keys", description = "Show the keys that hang on it, too.")
        private boolean keys;

        TimeToLive(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (KvClient db = session.connect()) {
                LeaseInfo lease = db.leases().timeToLive(id, keys);
                Row row = row(lease);
                String simple = "lease " + id + " lives for " + Units.time(lease.remaining()) + " of "
                        + Units.time(lease.ttl()) + ", " + lease.keyCount() + " keys";
                if (keys) {
                    List<String> shown =
                            lease.keys().stream().map(Encoding.TEXT::encode).toList();
                    row.json("attached", array(shown));
                    simple += shown.isEmpty() ? "" : "\n" + String.join("\n", shown);
                }
                session.output(Format.SIMPLE).one(row, simple);
                return ExitCode.OK;
            }
        }

        private static JsonValue array(List<String> texts) {
            return new JsonValue.Array(
                    texts.stream().<JsonValue>map(JsonValue.Text::new).toList());
        }
    }

    @Command(
            name = "list",
            description = "Every lease, by id.",
            footerHeading = "%nExamples:%n",
            footer = {"  kvctl lease list", "  kvctl lease list -o json"})
    static final class ListAll implements Callable<Integer> {
        private final Session session;

        ListAll(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (KvClient db = session.connect()) {
                List<LeaseInfo> leases = db.leases().list();
                list(session, "leases", leases.stream().map(LeaseCommand::row).toList(), "there is no lease");
                return ExitCode.OK;
            }
        }
    }
}
