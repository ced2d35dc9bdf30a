package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.WatchList;
import io.ratiskv.client.WatchStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "Shows the watches of each member: who watches which keys, how far each is, and what it costs."
                + " 'synced' is told of changes as they happen; 'reading' catches up from history; 'blocked' waits for"
                + " its client. Those that did not fit into a member's answer are counted (leftOut in JSON)."
                + " Ends with 1 if a member does not answer, with 3 if none does.",
        footerHeading = "%nExamples:%n",
        footer = {"  kvctl watch list", "  kvctl watch list -o json | jq '.watches[] | select(.lag > 1000)'"})
final class WatchListCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private EncodingOptions encoding = new EncodingOptions();

    WatchListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<String> endpoints = session.endpoints();
        try (KvClient db = session.connect()) {
            List<MemberView> members = MemberView.ask(db, endpoints);
            List<Row> rows = new ArrayList<>();
            int silent = 0;
            long leftOut = 0;
            for (MemberView member : members) {
                if (member.status().isEmpty()) {
                    silent++;
                    session.console().note(member.endpoint() + " does not answer: " + member.problem());
                } else {
                    WatchList list = db.admin().watches(member.endpoint());
                    list.watches().forEach(watch -> rows.add(row(member.id(), watch, encoding.encoding())));
                    leftOut += list.leftOut();
                    if (list.leftOut() > 0) {
                        session.console()
                                .note(member.id() + " has " + list.leftOut()
                                        + " more, which did not fit into its answer");
                    }
                }
            }
            session.output(Format.TABLE).all("watches", rows, new Row().number("leftOut", leftOut));
            return silent == 0 ? ExitCode.OK : silent < members.size() ? ExitCode.NO : ExitCode.UNAVAILABLE;
        }
    }

    static Row row(String member, WatchStatus watch, Encoding encoding) {
        String state = watch.blocked() ? "blocked" : watch.synced() ? "synced" : "reading";
        return new Row()
                .text("member", member)
                .text("client", watch.remote())
                .text("clientName", watch.clientName())
                .text("name", watch.name())
                .text("keys", shown(watch.keys(), encoding))
                .text("state", state)
                .number("revision", watch.revision())
                .number("lag", watch.lag())
                .number("events", watch.events())
                .number("bytes", watch.bytes(), Units.bytes(watch.bytes()))
                .number("window", watch.windowUsedBytes(), Units.bytes(watch.windowUsedBytes()))
                .number("windowMax", watch.windowBytes(), Units.bytes(watch.windowBytes()))
                .number("resets", watch.resets());
    }

    private static String shown(KeyRange keys, Encoding encoding) {
        String start = encoding.encode(keys.start());
        if (keys.equals(KeyRange.all())) {
            return "(all)";
        } else if (keys.isSingleKey()) {
            return start;
        } else if (keys.end().equals(keys.start().prefixEnd())) {
            return start + "*";
        }
        return start + ".." + (keys.isOpenEnded() ? "" : encoding.encode(keys.end()));
    }
}
