package io.ratiskv.cli.command;

import io.ratiskv.cli.output.Format;
import io.ratiskv.cli.output.Output;
import io.ratiskv.cli.output.Row;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that is nothing but the commands below it, of which one lists what there is. */
abstract class CommandGroup implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** No command below it was named. */
    @Override
    public final Integer call() {
        throw new UsageException("what of it? One of "
                + String.join(", ", spec.subcommands().keySet()) + "; 'kvctl help " + spec.name() + "' shows more");
    }

    /** Shows all there is; people are told if there is nothing. */
    static void list(Session session, String name, List<Row> rows, String nothing) {
        Output output = session.output(Format.TABLE);
        output.all(name, rows, new Row());
        if (rows.isEmpty() && output.format() != Format.JSON) {
            session.console().note(nothing);
        }
    }
}
