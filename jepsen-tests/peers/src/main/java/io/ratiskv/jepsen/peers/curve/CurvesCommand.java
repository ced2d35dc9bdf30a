package io.ratiskv.jepsen.peers.curve;

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

/** {@code bin/curves}: how ours grows. */
@Command(
        name = "bin/curves",
        sortOptions = false,
        usageHelpWidth = 120,
        description = {
            "Starts fresh clusters, three members on loopback unless it says otherwise, 100,000 keys of 16 bytes, values of"
                    + " 256, and measures one thing after the other with the generator of kvctl bench.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  bin/curves                                      all of them",
            "  bin/curves clients values -o md                 two of them, in Markdown",
            "  bin/curves keys --keys-max=10000000             data beyond the memory given; takes long and 20 GB",
            "  bin/curves memory --quick                       whether it works",
            "",
            "Exit code 0: all was measured; 1: something failed, and is told below its table; 2: asked wrongly."
        })
public final class CurvesCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "CURVE", description = "Which; default: all, in this order.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--keys-max",
            defaultValue = "1000000",
            paramLabel = "N",
            description = "Most keys of 'keys'. Default: ${DEFAULT-VALUE}")
    private int keysMax;

    @Mixin
    private RigOptions options;

    private final String typed;

    private CurvesCommand(String typed) {
        this.typed = typed;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Exit code. */
    public static int run(String... arguments) {
        String typed = ("bin/curves " + String.join(" ", arguments)).strip();
        CommandLine line = HelpOption.commandLine(new CurvesCommand(typed));
        Curve[] curves = Curve.values();
        String[] described = Arrays.stream(curves)
                .map(curve -> String.format("  %-10s %s", curve.typed(), curve.sentence()))
                .toArray(String[]::new);
        line.getCommandSpec().usageMessage().footerHeading("%n" + String.join("%n", described) + "%n");
        return line.execute(arguments);
    }

    @Override
    public Integer call() throws Exception {
        CurveScale scale = new CurveScale(keysMax);
        List<RigOptions.Measurement> measurements = new ArrayList<>();
        for (Curve curve : Curve.parse(words)) {
            measurements.add((plan, progress) -> curve.measure(scale, plan, progress));
        }
        return options.print(typed, measurements);
    }
}
