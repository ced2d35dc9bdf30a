package io.ratiskv.jepsen.peers;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code -h}, which every command has; a mixin, and the last of them. Read by picocli. */
public final class HelpOption {
    @SuppressWarnings("UnusedVariable") // read by picocli
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    private boolean help;

    /** A command line whose wrong words are told in a sentence, with exit code 2. */
    public static CommandLine commandLine(Object command) {
        CommandLine line = new CommandLine(command);
        line.setExecutionExceptionHandler((problem, failed, parsed) -> {
            if (!(problem instanceof IllegalArgumentException || problem instanceof IOException)) {
                throw problem;
            }
            failed.getErr().println(problem.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
        return line;
    }
}
