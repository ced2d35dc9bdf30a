package io.ratiskv.cli.command;

import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        description = "Prints a completion script for bash and zsh.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(kvctl completion)          for this shell",
            "  kvctl completion > ~/.local/share/bash-completion/completions/kvctl"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Session session;
    private final CommandLine line;

    CompletionCommand(Session session, CommandLine line) {
        this.session = session;
        this.line = line;
    }

    @Override
    public Integer call() {
        session.console().out().print(AutoComplete.bash("kvctl", line));
        return ExitCode.OK;
    }
}
