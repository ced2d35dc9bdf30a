package io.ratiskv.cli.text;

/** What was typed stands for no bytes. */
public final class MalformedTextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String problem;

    MalformedTextException(String problem) {
        super(problem);
        this.problem = problem;
    }

    /** A sentence for the user. */
    public String problem() {
        return problem;
    }
}
