package io.ratiskv.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class QuotingTest {
    @Property
    void any_bytes_come_back_from_their_escaped_form(@ForAll byte[] bytes) {
        assertThat(Quoting.unescape(Quoting.escape(Bytes.of(bytes)))).isEqualTo(Bytes.of(bytes));
        String quoted = Quoting.quote(Bytes.of(bytes));
        assertThat(Quoting.unescape(quoted.substring(1, quoted.length() - 1))).isEqualTo(Bytes.of(bytes));
    }

    @Property
    void any_text_comes_back_and_stands_on_one_printable_line(@ForAll String text) {
        Bytes bytes = Bytes.of(text);
        String escaped = Quoting.escape(bytes);
        assertThat(Quoting.unescape(escaped)).isEqualTo(bytes);
        assertThat(escaped).doesNotMatch("(?s).*[\\p{Cc}].*");
    }

    @Property
    void every_encoding_reads_what_it_shows(@ForAll byte[] bytes) {
        assertThat(Encoding.HEX.decode(Encoding.HEX.encode(Bytes.of(bytes)))).isEqualTo(Bytes.of(bytes));
        assertThat(Encoding.BASE64.decode(Encoding.BASE64.encode(Bytes.of(bytes))))
                .isEqualTo(Bytes.of(bytes));
    }

    @Test
    void text_is_shown_as_it_is_and_binary_as_escapes() {
        assertThat(Quoting.escape(Bytes.of("Zürich \"a\"\n"))).isEqualTo("Zürich \"a\"\\n");
        assertThat(Quoting.quote(Bytes.of("\"a\""))).isEqualTo("\"\\\"a\\\"\"");
        assertThat(Quoting.escape(Bytes.of(new byte[] {'a', (byte) 0xff, 0}))).isEqualTo("a\\xff\\x00");
    }

    @Test
    void text_that_would_play_with_the_terminal_is_escaped() {
        assertThat(Quoting.escape(Bytes.of("\u001b[2J\u202e"))).isEqualTo("\\x1b[2J\\xe2\\x80\\xae");
    }

    @Test
    void an_unknown_escape_names_those_that_are_known() {
        assertThatThrownBy(() -> Quoting.unescape("a\\q"))
                .isInstanceOf(MalformedTextException.class)
                .hasMessage("unknown escape \\q; known are \\n \\r \\t \\\\ \\\" \\xHH");
        assertThatThrownBy(() -> Quoting.unescape("a\\x1")).hasMessageContaining("two hexadecimal digits");
        assertThatThrownBy(() -> Quoting.unescape("a\\")).hasMessageContaining("end of text");
    }
}
