package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.Member;
import io.ratiskv.client.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = {
            "The members, as the leader's configuration has them, else as the member does that knows most.",
            "Ends with 1 if one of them does not answer."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl member list",
            "  kvctl member list -o json | jq -r '.members[].incarnation'    changes when a member lost its disk"
        })
final class MemberListCommand implements Callable<Integer> {
    private final Session session;

    MemberListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (KvClient db = session.connect()) {
            List<MemberView> views = MemberView.ask(db, session.endpoints());
            Optional<MemberStatus> best = MemberView.leader(views)
                    .flatMap(MemberView::status)
                    .or(() -> views.stream()
                            .flatMap(view -> view.status().stream())
                            .max(java.util.Comparator.comparingLong(MemberStatus::commitIndex)));
            if (best.isEmpty()) {
                session.console().note("no member answers");
                return ExitCode.UNAVAILABLE;
            }
            return show(best.get(), views);
        }
    }

    private int show(MemberStatus known, List<MemberView> views) {
        List<Row> rows = new ArrayList<>();
        boolean silent = false;
        Output output = session.output(Format.TABLE);
        for (Member member : known.members()) {
            Optional<MemberStatus> status = views.stream()
                    .filter(view -> view.id().equals(member.id()))
                    .flatMap(view -> view.status().stream())
                    .findFirst();
            silent |= status.isEmpty();
            Row row = new Row()
                    .text("member", member.id())
                    .text("role", status.map(MemberListCommand::role).orElse("unreachable"))
                    .text("raft", member.raftAddress())
                    .text("client", member.clientAddress())
                    .text("lag", status.map(s -> lag(known, s)).orElse("-"));
            rows.add(output.format() == Format.JSON ? row.text("incarnation", member.incarnation()) : row);
        }
        output.all("members", rows, new Row().text("leader", known.leaderId()));
        return silent ? ExitCode.NO : ExitCode.OK;
    }

    private static String role(MemberStatus status) {
        return status.role().name().toLowerCase(Locale.ROOT);
    }

    private static String lag(MemberStatus known, MemberStatus status) {
        return Long.toString(Math.max(0, known.commitIndex() - status.appliedIndex()));
    }
}
