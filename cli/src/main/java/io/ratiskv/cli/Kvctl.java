package io.ratiskv.cli;

import static java.util.Objects.requireNonNull;

import io.ratiskv.cli.command.Commands;
import io.ratiskv.cli.session.ClientFactory;
import io.ratiskv.cli.session.Console;
import io.ratiskv.cli.session.Durations;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.GlobalOptions;
import io.ratiskv.cli.session.Session;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The command line: makes the commands, runs the one that was named, tells the user of failures. */
@Command(
        name = "kvctl",
        description = "Runs, fills and asks ratis-kv clusters.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kvctl up                            start a cluster of three on this machine",
            "  kvctl put greeting hello            write a key",
            "  kvctl get greeting                  read it, from any member",
            "  kvctl status                        who leads, who lags",
            "  kvctl help COMMAND                  options and examples of a command"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and the answer is yes",
            "1:the answer is no: no such key, compares failed, members differ or are down",
            "2:the command line, a file or a value is wrong; nothing was done",
            "3:the cluster did not answer or refused for now; nothing was done, try again",
            "4:unknown: the cluster was lost after a write was sent",
            "5:rejected: the store decided against it, or it is too large",
            "6:a port, file or process of this machine is in the way",
            "7:lost: a lock or a leadership was lost while it was needed",
            "70:a fault of kvctl or of a member"
        })
public final class Kvctl implements Callable<Integer> {
    /** Columns of the help when it is not written to a terminal. */
    private static final int WIDTH = 100;

    private final Console console;

    @Mixin
    private GlobalOptions options = new GlobalOptions();

    private Kvctl(Console console) {
        this.console = console;
    }

    /** The process: ends with the exit code. */
    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        int exitCode = run(console, ClientFactory.OVER_NETWORK, arguments);
        console.out().flush();
        console.err().flush();
        System.exit(exitCode);
    }

    /** No command was named: shows what there is. */
    @Override
    public Integer call() {
        commandLine(console, ClientFactory.OVER_NETWORK, "").usage(console.err());
        return ExitCode.USAGE;
    }

    /** One run in a given world; answers its exit code. */
    public static int run(Console console, ClientFactory clients, String... arguments) {
        CommandLine line = commandLine(console, clients, arguments);
        int exitCode = line.execute(arguments);
        console.out().flush();
        // A reader that went away, such as 'head', has what it wanted.
        console.err().flush();
        return exitCode;
    }

    static CommandLine commandLine(Console console, ClientFactory clients, String... arguments) {
        Kvctl root = new Kvctl(console);
        CommandLine line = new CommandLine(root);
        Session session = new Session(console, root.options, clients);
        Map<String, Supplier<Object>> commands = Commands.of(session, line);
        String first = arguments.length == 0 ? "" : arguments[0];
        if (commands.containsKey(first) && !Commands.DESCRIBE_ALL.contains(first)) {
            // Starts faster: the others are not looked at.
            line.addSubcommand(first, requireNonNull(commands.get(first)).get());
        } else {
            commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Duration.class, typed -> {
            try {
                return Durations.parse(typed);
            } catch (IllegalArgumentException malformed) {
                throw new CommandLine.TypeConversionException(malformed.getMessage());
            }
        });
        line.setUsageHelpAutoWidth(console.outIsTerminal());
        line.setUsageHelpWidth(WIDTH);
        abbreviateSynopsis(line);
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(session, failure));
        line.setParameterExceptionHandler((wrong, given) -> misused(console, wrong));
        return line;
    }

    private static void abbreviateSynopsis(CommandLine line) {
        line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        line.getSubcommands().values().forEach(Kvctl::abbreviateSynopsis);
    }

    private static int failed(Session session, Exception failure) {
        ProblemReport report = ProblemReport.of(failure);
        session.console().note("kvctl: " + report.message());
        if (!report.next().isEmpty()) {
            session.console().note("  -> " + report.next());
        }
        if (session.verbose()) {
            failure.printStackTrace(session.console().err());
        }
        return report.exitCode();
    }

    private static int misused(Console console, ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        console.note("kvctl: " + wrong.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
            boolean nested = command.getParent() != null && command.getParent().getParent() != null;
            console.note(
                    nested
                            ? "  -> '" + command.getCommandSpec().qualifiedName() + " --help' shows how it is used"
                            : "  -> 'kvctl help"
                                    + (command.getParent() == null ? "" : " " + command.getCommandName())
                                    + "' shows how it is used");
        }
        return ExitCode.USAGE;
    }
}
