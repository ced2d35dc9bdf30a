package io.ratiskv.server.config;

import java.util.List;

/** Everything that is wrong with a configuration, told at once. The message is meant for the operator's terminal. */
public final class ConfigProblems extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigProblems(List<String> problems) {
        super(message(problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, naming the setting and where its value came from. */
    public List<String> problems() {
        return problems;
    }

    private static String message(List<String> problems) {
        String head = problems.size() == 1
                ? "The configuration has a problem:"
                : "The configuration has " + problems.size() + " problems:";
        return head + "\n  - " + String.join("\n  - ", problems) + "\nSee --help for every setting.";
    }
}
