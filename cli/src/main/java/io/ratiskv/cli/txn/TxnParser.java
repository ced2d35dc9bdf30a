package io.ratiskv.cli.txn;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Delete;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Op;
import io.ratiskv.client.Put;
import io.ratiskv.client.Txn;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a transaction:
 *
 * <pre>{@code
 * if   CHECK ; CHECK …          all must hold; left out: always
 * then STEP ; STEP …
 * else STEP ; STEP …
 *
 * CHECK  exists KEYS · missing KEYS · (version|create|mod|lease) KEYS (=|!=|<|>) NUMBER · value KEYS (=|!=|<|>) VALUE
 * STEP   put KEY VALUE [prev] · touch KEY [prev] · get KEYS [OPTION…] · del KEYS [prev] · if … then … else … end
 * KEYS   KEY · prefix KEY · from KEY · between KEY KEY · all
 * OPTION limit N · rev N · order [desc] (key|version|create|mod|value) · keys-only · count-only · count
 *        · modified MIN MAX · created MIN MAX
 * }</pre>
 *
 * A line's end is as good as a semicolon. Words with spaces, keywords meant as keys and binary go in quotes (escapes
 * of {@link io.ratiskv.cli.text.Quoting}), or as {@code hex:…}, {@code base64:…}.
 */
public final class TxnParser {
    /** Deeper nesting is refused, as members do by the number of operations. */
    private static final int DEPTH_MAX = 32;

    private final List<Token> tokens;
    private int at;

    private TxnParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads one transaction.
     *
     * @throws TxnSyntaxException if the text is none; the message is for the user
     */
    public static Txn parse(String text) throws TxnSyntaxException {
        TxnParser parser = new TxnParser(TxnLexer.tokens(text));
        parser.skipBreaks();
        Txn txn = parser.body(0);
        Token rest = parser.peek();
        if (rest.kind() != Token.Kind.END) {
            throw expected(rest, "'else' or the end");
        }
        if (txn.compares().isEmpty() && txn.success().isEmpty() && txn.failure().isEmpty()) {
            throw new TxnSyntaxException(
                    rest.line(), "the transaction is empty; try: if exists a then put a 1 else get a");
        }
        return txn;
    }

    private Txn body(int depth) throws TxnSyntaxException {
        if (depth > DEPTH_MAX) {
            throw new TxnSyntaxException(peek().line(), "nested deeper than " + DEPTH_MAX + " levels");
        }
        List<Compare> checks = new ArrayList<>();
        boolean checked = take("if");
        if (checked) {
            skipBreaks();
            while (!endsChecks(peek())) {
                checks.add(check());
                endStatement();
            }
        }
        // Steps alone need no 'then'.
        boolean acts = take("then") || (!checked && !peek().is("else"));
        List<Op> success = acts ? steps(depth) : List.of();
        List<Op> failure = take("else") ? steps(depth) : List.of();
        return new Txn(checks, success, failure);
    }

    private List<Op> steps(int depth) throws TxnSyntaxException {
        List<Op> steps = new ArrayList<>();
        skipBreaks();
        while (!endsSteps(peek())) {
            steps.add(step(depth));
            endStatement();
        }
        return steps;
    }

    private Compare check() throws TxnSyntaxException {
        Token what = next();
        return switch (what.text()) {
            case "exists" ->
                new Compare(keys(), Compare.Target.CREATE_REVISION, Compare.Relation.GREATER, 0, Bytes.EMPTY);
            case "missing" ->
                new Compare(keys(), Compare.Target.CREATE_REVISION, Compare.Relation.EQUAL, 0, Bytes.EMPTY);
            case "version" -> numberCheck(Compare.Target.VERSION);
            case "create" -> numberCheck(Compare.Target.CREATE_REVISION);
            case "mod" -> numberCheck(Compare.Target.MOD_REVISION);
            case "lease" -> numberCheck(Compare.Target.LEASE);
            case "value" -> new Compare(keys(), Compare.Target.VALUE, relation(), 0, word("a value"));
            default -> throw expected(what, "'exists', 'missing', 'version', 'create', 'mod', 'lease' or 'value'");
        };
    }

    private Compare numberCheck(Compare.Target target) throws TxnSyntaxException {
        return new Compare(keys(), target, relation(), number(), Bytes.EMPTY);
    }

    private Compare.Relation relation() throws TxnSyntaxException {
        Token token = next();
        return switch (token.text()) {
            case "=" -> Compare.Relation.EQUAL;
            case "!=" -> Compare.Relation.NOT_EQUAL;
            case "<" -> Compare.Relation.LESS;
            case ">" -> Compare.Relation.GREATER;
            default -> throw expected(token, "'=', '!=', '<' or '>'");
        };
    }

    private Op step(int depth) throws TxnSyntaxException {
        Token what = peek();
        if (what.is("if")) {
            Txn nested = body(depth + 1);
            if (!take("end")) {
                throw expected(peek(), "'end' to close the inner 'if'");
            }
            return nested;
        }
        next();
        return switch (what.text()) {
            case "put" -> put();
            case "touch" -> touch();
            case "get" -> RangeOptions.read(this, keys());
            case "del" -> delete();
            default -> throw expected(what, "'put', 'touch', 'get', 'del' or 'if'");
        };
    }

    private Put put() throws TxnSyntaxException {
        Put put = Put.of(word("a key"), word("a value"));
        return take("prev") ? put.returningPrevious() : put;
    }

    private Put touch() throws TxnSyntaxException {
        Put put = Put.touch(word("a key"));
        return take("prev") ? put.returningPrevious() : put;
    }

    private Delete delete() throws TxnSyntaxException {
        Delete delete = Delete.of(keys());
        return take("prev") ? delete.returningPrevious() : delete;
    }

    private KeyRange keys() throws TxnSyntaxException {
        if (take("prefix")) {
            return KeyRange.prefix(word("a prefix"));
        }
        if (take("from")) {
            return KeyRange.from(word("a key"));
        }
        if (take("all")) {
            return KeyRange.all();
        }
        if (take("between")) {
            Token start = peek();
            Bytes low = word("the first key");
            Bytes high = word("the key to end before");
            if (low.compareTo(high) >= 0) {
                throw new TxnSyntaxException(start.line(), "the range is inverted: " + high + " is not after " + low);
            }
            return KeyRange.between(low, high);
        }
        return KeyRange.key(word("a key"));
    }

    private Bytes word(String wanted) throws TxnSyntaxException {
        Token token = next();
        if (token.kind() == Token.Kind.BREAK || token.kind() == Token.Kind.END || isStructure(token)) {
            throw expected(token, wanted + (isStructure(token) ? " (quote it if it is one)" : ""));
        }
        return token.bytes();
    }

    long number() throws TxnSyntaxException {
        Token token = next();
        try {
            return Long.parseLong(token.text());
        } catch (NumberFormatException notANumber) {
            throw expected(token, "a whole number");
        }
    }

    /** Takes the keyword if it comes next. */
    boolean take(String keyword) {
        boolean found = peek().is(keyword);
        if (found) {
            at++;
        }
        return found;
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    static TxnSyntaxException expected(Token found, String wanted) {
        return new TxnSyntaxException(found.line(), "expected " + wanted + " but found " + found.shown());
    }

    private Token peek() {
        return tokens.get(at);
    }

    private void endStatement() throws TxnSyntaxException {
        Token token = peek();
        if (token.kind() != Token.Kind.BREAK && !endsSteps(token) && !token.is("then")) {
            throw expected(token, "';' or the end of the line");
        }
        skipBreaks();
    }

    private void skipBreaks() {
        while (peek().kind() == Token.Kind.BREAK) {
            at++;
        }
    }

    private static boolean endsChecks(Token token) {
        return token.is("then") || endsSteps(token);
    }

    private static boolean endsSteps(Token token) {
        return token.kind() == Token.Kind.END || token.is("else") || token.is("end");
    }

    private static boolean isStructure(Token token) {
        return token.is("then") || token.is("else") || token.is("end") || token.is("if");
    }
}
