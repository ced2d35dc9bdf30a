package io.ratiskv.cli.txn;

import io.ratiskv.client.Bytes;

/**
 * One word of the language.
 *
 * @param text as typed, without quotes; empty for a quoted word
 * @param bytes what it means as a key or value
 * @param line where it stands, from 1
 */
record Token(Kind kind, String text, Bytes bytes, int line) {
    enum Kind {
        /** A bare word: a keyword, an operator, a number, a key or a value. */
        WORD,
        /** A word in quotes, or {@code hex:} or {@code base64:}: never a keyword. */
        LITERAL,
        /** A semicolon or the end of a line. */
        BREAK,
        END
    }

    boolean is(String keyword) {
        return kind == Kind.WORD && text.equals(keyword);
    }

    /** For messages. */
    String shown() {
        return switch (kind) {
            case WORD -> "'" + text + "'";
            case LITERAL -> bytes.isEmpty() ? "an empty word" : "'" + bytes + "'";
            case BREAK -> "the end of the line";
            case END -> "the end";
        };
    }
}
