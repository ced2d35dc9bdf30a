package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.output.Units;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.client.KvClient;
import io.ratiskv.client.MembershipChange;
import io.ratiskv.client.MembershipProgress;
import java.util.Locale;

/** One change of the members, with its progress as lines beside the answer. */
final class MemberChange {
    private final Session session;
    private String shown = "";

    private MemberChange(Session session) {
        this.session = session;
    }

    static MemberChange of(Session session) {
        return new MemberChange(session);
    }

    /** Makes it, and says of the member what it is now, {@code becomes}, or was already. */
    int make(MembershipChange change, String becomes, String was) {
        try (KvClient db = session.connect()) {
            boolean changed = db.admin().change(change, this::show);
            clearLine();
            String name = change.member().id();
            Row row = new Row().text("member", name).flag("changed", changed);
            session.output(Format.SIMPLE).one(row, name + " " + (changed ? becomes : was));
            return ExitCode.OK;
        }
    }

    private void show(MembershipProgress progress) {
        String line = line(progress);
        if (progress.done() || line.equals(shown)) {
            return;
        }
        shown = line;
        if (session.console().errIsTerminal()) {
            session.console().err().print("\r\033[K" + line);
            session.console().err().flush();
        } else {
            session.console().note(line);
        }
    }

    private void clearLine() {
        if (session.console().errIsTerminal() && !shown.isEmpty()) {
            session.console().err().print("\r\033[K");
            session.console().err().flush();
        }
    }

    private static String line(MembershipProgress progress) {
        if (progress.goal() == 0) {
            return progress.what();
        }
        return progress.what() + ": "
                + (progress.inBytes()
                        ? "snapshot, " + Units.bytes(progress.reached()) + " of " + Units.bytes(progress.goal())
                        : String.format(Locale.ROOT, "entry %,d of %,d", progress.reached(), progress.goal()));
    }
}
