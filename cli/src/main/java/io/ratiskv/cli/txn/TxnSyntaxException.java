package io.ratiskv.cli.txn;

/** The text is no transaction. The message names the line and what was expected there. */
public final class TxnSyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    TxnSyntaxException(int line, String problem) {
        super("line " + line + ": " + problem);
    }
}
