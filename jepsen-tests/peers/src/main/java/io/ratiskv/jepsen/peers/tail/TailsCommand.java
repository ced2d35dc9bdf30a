package io.ratiskv.jepsen.peers.tail;

import io.ratiskv.jepsen.peers.HelpOption;
import io.ratiskv.jepsen.peers.rig.RigOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bin/tails}: the slowest answers, alone and beside what disturbs. */
@Command(
        name = "bin/tails",
        sortOptions = false,
        usageHelpWidth = 120,
        description = {
            "Starts three members on loopback, offers puts in an open loop at half of what a closed loop reached, first alone,"
                    + " then beside each disturbance, and prints what it did to the slowest answers.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  bin/tails                                       all of them",
            "  bin/tails snapshot leader --seconds=20 -o md    two of them, in Markdown",
            "  bin/tails overload --clients=64 --batch=64      a cluster that can do little, and many clients",
            "  bin/tails collection --quick                    whether it works",
            "",
            "Exit code 0: all was measured; 1: something failed, and is told below its table; 2: asked wrongly."
        })
public final class TailsCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "WHAT", description = "Which; default: all, in this order.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--clients",
            defaultValue = "32",
            paramLabel = "N",
            description = "Of overload. Default: ${DEFAULT-VALUE}")
    private int clients;

    @Option(
            names = "--batch",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "Of overload: most writes in an entry of the log, so that members can do less than the generator"
                            + " on the same processors. Default: as members have it")
    private int batch;

    @Mixin
    private RigOptions options;

    private final String typed;

    private TailsCommand(String typed) {
        this.typed = typed;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Exit code. */
    public static int run(String... arguments) {
        String typed = ("bin/tails " + String.join(" ", arguments)).strip();
        CommandLine line = HelpOption.commandLine(new TailsCommand(typed));
        String[] described = Arrays.stream(Tail.values())
                .map(tail -> String.format("  %-14s %s", tail.typed(), tail.sentence()))
                .toArray(String[]::new);
        line.getCommandSpec().usageMessage().footerHeading("%n" + String.join("%n", described) + "%n");
        return line.execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        OverloadScale scale = new OverloadScale(clients, batch);
        List<Tail> tails = Tail.parse(words);
        List<Tail> disturbing =
                tails.stream().filter(tail -> tail != Tail.OVERLOAD).toList();
        List<RigOptions.Measurement> measurements = new ArrayList<>();
        if (!disturbing.isEmpty()) {
            measurements.add((plan, progress) -> new TailSheet(plan, progress).measure(disturbing));
        }
        if (tails.contains(Tail.OVERLOAD)) {
            measurements.add((plan, progress) -> new OverloadSheet(plan, scale, progress).measure());
        }
        return options.print(typed, measurements);
    }
}
