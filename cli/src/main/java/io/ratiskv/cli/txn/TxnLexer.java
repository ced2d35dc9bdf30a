package io.ratiskv.cli.txn;

import io.ratiskv.cli.text.Encoding;
import io.ratiskv.cli.text.MalformedTextException;
import io.ratiskv.cli.text.Quoting;
import io.ratiskv.client.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into words. Words are parted by white space; {@code ;} and the end of a line end a statement; {@code #}
 * at the start of a word begins a comment.
 */
final class TxnLexer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private TxnLexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) throws TxnSyntaxException {
        TxnLexer lexer = new TxnLexer(text);
        while (lexer.at < text.length()) {
            lexer.step();
        }
        lexer.add(Token.Kind.END, "", Bytes.EMPTY);
        return lexer.tokens;
    }

    private void step() throws TxnSyntaxException {
        char c = text.charAt(at);
        if (c == '\n' || c == ';') {
            add(Token.Kind.BREAK, "", Bytes.EMPTY);
            line += c == '\n' ? 1 : 0;
            at++;
        } else if (Character.isWhitespace(c)) {
            at++;
        } else if (c == '#') {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (c == '"') {
            quoted();
        } else {
            bare();
        }
    }

    private void quoted() throws TxnSyntaxException {
        int start = at + 1;
        int end = start;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length() || text.charAt(end) != '"') {
            throw new TxnSyntaxException(line, "a quoted word is not closed on its line");
        }
        at = end + 1;
        try {
            add(Token.Kind.LITERAL, "", Quoting.unescape(text.substring(start, end)));
        } catch (MalformedTextException badEscape) {
            throw new TxnSyntaxException(line, badEscape.problem());
        }
    }

    private void bare() throws TxnSyntaxException {
        int start = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && text.charAt(at) != ';') {
            at++;
        }
        String word = text.substring(start, at);
        try {
            if (word.startsWith("hex:")) {
                add(Token.Kind.LITERAL, "", Encoding.HEX.decode(word.substring(4)));
            } else if (word.startsWith("base64:")) {
                add(Token.Kind.LITERAL, "", Encoding.BASE64.decode(word.substring(7)));
            } else {
                add(Token.Kind.WORD, word, Bytes.of(word));
            }
        } catch (MalformedTextException malformed) {
            throw new TxnSyntaxException(line, malformed.problem() + "; a key that begins so must be quoted");
        }
    }

    private void add(Token.Kind kind, String word, Bytes bytes) {
        tokens.add(new Token(kind, word, bytes, line));
    }
}
