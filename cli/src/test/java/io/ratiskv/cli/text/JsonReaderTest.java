package io.ratiskv.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class JsonReaderTest {
    @Property(tries = 500)
    void any_value_comes_back_from_its_text(@ForAll("values") JsonValue value) throws IOException {
        assertThat(JsonReader.parse(value.compact())).isEqualTo(value);
    }

    @Test
    void white_space_and_escapes_are_read_as_the_rfc_says() throws IOException {
        JsonValue read =
                JsonReader.parse(" { \"a\" : [ 1.50e+3 ,\ttrue, null ] ,\n\"\\u00fc\\ud83d\\ude00\\/\":\"\\b\" } ");
        assertThat(read.compact()).isEqualTo("{\"a\":[1.50e+3,true,null],\"ü😀/\":\"\\u0008\"}");
    }

    @Test
    void malformed_text_is_refused_with_its_line() {
        refused("{\"a\":\n1,\n}", "line 3: expected '\"' but found '}'");
        refused("[1 2]", "line 1: expected ']' but found '2'");
        refused("\"a", "line 1: a string is not closed on its line");
        refused("[01]", "line 1: expected a value but found '01'");
        refused("[nul]", "line 1: expected a value but found 'nul'");
        refused("\"\\x\"", "line 1: unknown escape \\'x'");
        refused("1 2", "line 1: nothing more was expected, but found '2'");
        refused("", "line 1: expected a value but found the end");
        refused("[".repeat(10_000), "line 1: nested deeper than 200 levels");
    }

    @Test
    void one_value_after_the_other_is_read_until_the_end() throws IOException {
        JsonReader reader = new JsonReader(new java.io.StringReader("{\"a\":1}\n\n[2]\n"));
        assertThat(reader.next().orElseThrow().compact()).isEqualTo("{\"a\":1}");
        assertThat(reader.next().orElseThrow().compact()).isEqualTo("[2]");
        assertThat(reader.next()).isEmpty();
    }

    private static void refused(String text, String problem) {
        assertThatThrownBy(() -> JsonReader.parse(text)).hasMessage(problem);
    }

    @Provide
    Arbitrary<JsonValue> values() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(8);
        Arbitrary<JsonValue> leaves = Arbitraries.oneOf(
                texts.map(JsonValue.Text::new),
                Arbitraries.longs().map(number -> new JsonValue.Numeral(Long.toString(number))),
                Arbitraries.of("-0.5", "1e9", "0", "12.25E-3").map(JsonValue.Numeral::new),
                Arbitraries.of("true", "false", "null").map(JsonValue.Word::new));
        return Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(4).map((List<JsonValue> list) -> new JsonValue.Array(list)),
                        Arbitraries.maps(texts, inner).ofMaxSize(4).map(JsonValue.Document::new)),
                0,
                3);
    }
}
