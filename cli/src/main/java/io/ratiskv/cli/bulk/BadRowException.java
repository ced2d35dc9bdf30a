package io.ratiskv.cli.bulk;

import java.io.IOException;

/** A row that cannot be a key and a value. The message names the line and what is wrong with it. */
public final class BadRowException extends IOException {
    private static final long serialVersionUID = 1;

    BadRowException(long line, String problem) {
        super("line " + line + ": " + problem);
    }
}
