package io.ratiskv.deploy;

import java.util.List;

/** Everything that is wrong with a pod's environment, told at once. The message is meant for the pod's log. */
public final class PodProblems extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    PodProblems(List<String> problems) {
        super(
                "The pod's environment does not say which member this is:\n  - " + String.join("\n  - ", problems),
                null,
                false,
                false);
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, beginning with the variable's name. */
    public List<String> problems() {
        return problems;
    }
}
