package io.ratiskv.cli.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.Compare;
import io.ratiskv.client.Delete;
import io.ratiskv.client.KeyRange;
import io.ratiskv.client.Op;
import io.ratiskv.client.Put;
import io.ratiskv.client.Range;
import io.ratiskv.client.Txn;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class TxnParserTest {
    @Property(tries = 500)
    void any_transaction_comes_back_from_its_text(@ForAll("txns") Txn txn) throws TxnSyntaxException {
        assertThat(TxnParser.parse(TxnFormat.format(txn))).isEqualTo(txn);
    }

    @Test
    void one_line_reads_like_a_sentence() throws TxnSyntaxException {
        assertThat(TxnParser.parse("if value stock/7 = 3 then put stock/7 2; put order/99 7 else get stock/7"))
                .isEqualTo(Txn.when(Compare.value("stock/7").equalTo("3"))
                        .then(Put.of("stock/7", "2"), Put.of("order/99", "7"))
                        .otherwise(Range.key("stock/7")));
    }

    @Test
    void lines_comments_and_nesting_are_read() throws TxnSyntaxException {
        String text = """
                # moves an order
                if
                  exists order/1        # it is there
                  missing "order 2"
                  mod prefix stock/ < 40
                then
                  del order/1 prev
                  if version a > 1 then touch a else put a "" prev end
                  get prefix stock/ limit 5 order desc mod keys-only
                else
                  get between a b rev 7 count-only
                """;
        assertThat(TxnFormat.format(TxnParser.parse(text)))
                .isEqualTo("if create \"order/1\" > 0; create \"order 2\" = 0; mod between \"stock/\" \"stock0\" < 40"
                        + " then del \"order/1\" prev; if version \"a\" > 1 then touch \"a\" else put \"a\" \"\" prev end;"
                        + " get between \"stock/\" \"stock0\" limit 5 order desc mod keys-only"
                        + " else get between \"a\" \"b\" rev 7 count-only");
    }

    @Test
    void steps_need_no_if() throws TxnSyntaxException {
        assertThat(TxnParser.parse("then put a 1")).isEqualTo(Txn.of(Put.of("a", "1")));
        assertThat(TxnParser.parse("get a; get b")).isEqualTo(Txn.of(Range.key("a"), Range.key("b")));
    }

    @Test
    void binary_keys_and_values_are_typed_as_hex_base64_or_escapes() throws TxnSyntaxException {
        Put put = Put.of(Bytes.of(new byte[] {0, (byte) 0xff}), Bytes.of(new byte[] {1, 2}));
        assertThat(TxnParser.parse("then put hex:00ff base64:AQI=")).isEqualTo(Txn.of(put));
        assertThat(TxnParser.parse("then put \"\\x00\\xff\" \"\\x01\\x02\"")).isEqualTo(Txn.of(put));
    }

    @Test
    void mistakes_are_told_with_line_and_what_was_expected() {
        refused("if mod a == 3 then get a", "line 1: expected '=', '!=', '<' or '>' but found '=='");
        refused("if mod a = x then get a", "line 1: expected a whole number but found 'x'");
        refused("then\nputt a 1", "line 2: expected 'put', 'touch', 'get', 'del' or 'if' but found 'putt'");
        refused("then put a", "line 1: expected a value but found the end");
        refused("then put a else get a", "line 1: expected a value (quote it if it is one) but found 'else'");
        refused("then get a b", "line 1: expected ';' or the end of the line but found 'b'");
        refused("then if exists a then get a", "line 1: expected 'end' to close the inner 'if' but found the end");
        refused("then get between b a", "line 1: the range is inverted: a is not after b");
        refused("then put \"a", "line 1: a quoted word is not closed on its line");
        refused(
                "then put hex:zz 1",
                "line 1: 'zz' is not hexadecimal (two digits for each byte);" + " a key that begins so must be quoted");
        refused("then get a end", "line 1: expected 'else' or the end but found 'end'");
        refused("", "line 1: the transaction is empty; try: if exists a then put a 1 else get a");
        refused("then " + "if exists a then ".repeat(40), "line 1: nested deeper than 32 levels");
    }

    private static void refused(String text, String problem) {
        assertThatThrownBy(() -> TxnParser.parse(text))
                .isInstanceOf(TxnSyntaxException.class)
                .hasMessage(problem);
    }

    @Provide
    Arbitrary<Txn> txns() {
        Arbitrary<Txn> flat = txn(Arbitraries.oneOf(puts(), deletes(), ranges()));
        return txn(Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, Arbitraries.oneOf(puts(), deletes(), ranges())),
                net.jqwik.api.Tuple.of(1, flat.map(Op.class::cast))));
    }

    private static Arbitrary<Txn> txn(Arbitrary<Op> steps) {
        return Combinators.combine(
                        compares().list().ofMaxSize(3),
                        steps.list().ofMinSize(1).ofMaxSize(3),
                        steps.list().ofMaxSize(3))
                .as((List<Compare> checks, List<Op> then, List<Op> otherwise) -> new Txn(checks, then, otherwise));
    }

    private static Arbitrary<Bytes> words() {
        return Arbitraries.oneOf(
                Arbitraries.of("then", "end", "prev", "=", ";", "", "a b", "hex:00", "#", "\"", "key", "5")
                        .map(Bytes::of),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(6).map(Bytes::of),
                Arbitraries.bytes()
                        .array(byte[].class)
                        .ofMinSize(1)
                        .ofMaxSize(4)
                        .map(Bytes::of));
    }

    private static Arbitrary<KeyRange> keys() {
        Arbitrary<Bytes> nonEmpty = words().filter(word -> !word.isEmpty());
        return Arbitraries.oneOf(
                nonEmpty.map(KeyRange::key),
                nonEmpty.map(KeyRange::prefix),
                nonEmpty.map(KeyRange::from),
                Arbitraries.just(KeyRange.all()));
    }

    private static Arbitrary<Compare> compares() {
        return Combinators.combine(
                        keys(),
                        Arbitraries.of(Compare.Target.class),
                        Arbitraries.of(Compare.Relation.class),
                        Arbitraries.longs(),
                        words())
                .as((keys, target, relation, number, value) -> target == Compare.Target.VALUE
                        ? new Compare(keys, target, relation, 0, value)
                        : new Compare(keys, target, relation, number, Bytes.EMPTY));
    }

    private static Arbitrary<Op> puts() {
        return Combinators.combine(words(), words(), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as((key, value, touch, previous) -> {
                    Put put = touch ? Put.touch(key) : Put.of(key, value);
                    return previous ? put.returningPrevious() : put;
                });
    }

    private static Arbitrary<Op> deletes() {
        return Combinators.combine(keys(), Arbitraries.of(true, false))
                .as((keys, previous) -> previous ? Delete.of(keys).returningPrevious() : Delete.of(keys));
    }

    private static Arbitrary<Op> ranges() {
        Arbitrary<Long> numbers = Arbitraries.longs().between(0, 9);
        Arbitrary<Range.Order> orders = Combinators.combine(
                        Arbitraries.of(Range.SortBy.class), Arbitraries.of(true, false))
                .as(Range.Order::new);
        return Combinators.combine(
                        keys(),
                        numbers,
                        numbers,
                        orders,
                        numbers,
                        numbers,
                        Arbitraries.integers().between(0, 7))
                .as((keys, limit, revision, order, min, max, flags) -> {
                    Range range = Range.of(keys)
                            .limit(limit)
                            .atRevision(revision)
                            .order(order)
                            .modifiedBetween(min, max)
                            .createdBetween(max, min);
                    range = (flags & 1) != 0 ? range.withKeysOnly() : range;
                    range = (flags & 2) != 0 ? range.withCountOnly() : range;
                    return (flags & 4) != 0 ? range.withCount() : range;
                });
    }
}
