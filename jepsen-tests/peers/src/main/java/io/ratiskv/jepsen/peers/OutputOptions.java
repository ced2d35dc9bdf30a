package io.ratiskv.jepsen.peers;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How what was measured is shown, and help: a mixin, and the last of a command. Read by picocli. */
public final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "FORMAT",
            description = "table, json or md. Default: ${DEFAULT-VALUE}")
    private String output;

    @SuppressWarnings("UnusedVariable") // read by picocli
    @Mixin
    private HelpOption help;

    /**
     * Asked before anything is measured.
     *
     * @throws IllegalArgumentException if there is no such format
     */
    public void check() {
        if (!List.of("table", "json", "md").contains(output)) {
            throw new IllegalArgumentException("-o is table, json or md, not " + output);
        }
    }

    /** What was asked for; only that one is made. */
    public String choose(Supplier<String> table, Supplier<String> json, Supplier<String> markdown) {
        return switch (output) {
            case "json" -> json.get();
            case "md" -> markdown.get();
            default -> table.get();
        };
    }
}
