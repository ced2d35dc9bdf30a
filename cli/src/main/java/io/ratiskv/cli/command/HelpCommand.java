package io.ratiskv.cli.command;

import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import io.ratiskv.cli.session.UsageException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "help",
        description = "Shows the options and examples of a command, or the list of commands.",
        footerHeading = "%nExamples:%n",
        footer = {"  kvctl help", "  kvctl help range"})
final class HelpCommand implements Callable<Integer> {
    private final Session session;
    private final CommandLine line;

    @Parameters(index = "0", arity = "0..1", paramLabel = "COMMAND", description = "Which one.")
    private @Nullable String command;

    HelpCommand(Session session, CommandLine line) {
        this.session = session;
        this.line = line;
    }

    @Override
    public Integer call() {
        CommandLine described = command == null ? line : line.getSubcommands().get(command);
        if (described == null) {
            throw new UsageException("there is no command '" + command + "'; there are "
                    + String.join(", ", line.getSubcommands().keySet()));
        }
        described.usage(session.console().out());
        return ExitCode.OK;
    }
}
