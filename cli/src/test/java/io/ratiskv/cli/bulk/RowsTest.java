package io.ratiskv.cli.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.client.Bytes;
import io.ratiskv.client.KeyValue;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class RowsTest {
    private static final KeyMapping BY_CODE = new KeyMapping("c/", List.of("code"), "/", Optional.empty());

    @Test
    void csv_rows_become_objects_of_text() throws IOException {
        String csv = "\ufeffcode,name\r\nCH,\"Swiss \"\"Confederation\"\"\"\r\n\r\nLI,\"a,\nb\"\n";
        assertThat(rows(SourceFormat.CSV, csv, "", BY_CODE))
                .containsExactly(
                        "c/CH={\"code\":\"CH\",\"name\":\"Swiss \\\"Confederation\\\"\"}",
                        "c/LI={\"code\":\"LI\",\"name\":\"a,\\nb\"}");
    }

    @Test
    void csv_mistakes_are_told_with_their_line() {
        refused(SourceFormat.CSV, "code,name\nCH\n", "line 2: has 1 fields, but the first line names 2");
        refused(SourceFormat.CSV, "code\n\"CH\n", "line 2: a quoted field is not closed before the end of the file");
        refused(SourceFormat.CSV, "code\n\"CH\"x\n", "line 2: after a closing quote comes 'x', not ','");
        refused(SourceFormat.CSV, "", "line 1: the file is empty; a CSV file begins with a line of field names");
        refused(SourceFormat.CSV, "name\nx\n", "line 2: there is no field 'code'; the row has name");
    }

    @Test
    void json_rows_are_found_in_lines_arrays_and_objects() throws IOException {
        String row = "{\"code\":\"CH\",\"pop\":8.70}";
        String expected = "c/CH=" + row;
        assertThat(rows(SourceFormat.JSONL, row + "\n\n" + row, "", BY_CODE)).containsExactly(expected, expected);
        assertThat(rows(SourceFormat.JSON, "[ " + row + " ]", "", BY_CODE)).containsExactly(expected);
        assertThat(rows(SourceFormat.JSON, "{\"v\":[1],\"data\":{\"all\":{\"x\":" + row + "}}}", "data/all", BY_CODE))
                .containsExactly(expected);
        assertThat(rows(SourceFormat.JSON, "[]", "", BY_CODE)).isEmpty();
        assertThat(rows(SourceFormat.JSONL, "", "", BY_CODE)).isEmpty();
    }

    @Test
    void keys_can_be_made_of_several_fields_or_the_name_of_the_row() throws IOException {
        KeyMapping mapping = new KeyMapping("", List.of("@name", "n"), ":", Optional.of("v"));
        assertThat(rows(SourceFormat.JSON, "{\"a\":{\"n\":1,\"v\":\"x\"},\"b\":{\"n\":2,\"v\":[true]}}", "", mapping))
                .containsExactly("a:1=x", "b:2=[true]");
    }

    @Test
    void json_mistakes_are_told_with_their_line() {
        refused(
                SourceFormat.JSONL,
                "{\"code\":\"CH\"}\n5",
                "line 2: a row must be a JSON object with named fields, is 5");
        refused(SourceFormat.JSONL, "{\"code\":null}", "line 1: field 'code' is to be part of the key but is null");
        refused(SourceFormat.JSON, "[{\"code\":\"CH\"}\n{}]", "line 2: expected ',' but found '{'");
    }

    @Property(tries = 200)
    void any_keys_come_back_from_a_dump(@ForAll List<byte[]> contents) throws IOException {
        StringBuilder dump = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (byte[] content : contents) {
            Bytes bytes = Bytes.of(content);
            dump.append(Dump.line(new KeyValue(bytes, bytes, 1, 1, 1, 0))).append('\n');
            expected.add(bytes + "=" + bytes);
        }
        dump.append(Dump.trailer(contents.size(), 7)).append('\n');
        List<String> read = new ArrayList<>();
        try (RowSource source = Dump.rows(new StringReader(dump.toString()))) {
            for (var row = source.next(); row.isPresent(); row = source.next()) {
                read.add(row.get().key() + "=" + row.get().value());
            }
        }
        assertThat(read).isEqualTo(expected);
    }

    @Test
    void a_dump_that_was_cut_off_is_refused() {
        String line = "{\"key\":\"a\",\"value\":\"1\"}\n";
        refused(
                SourceFormat.DUMP,
                line,
                "line 2: the dump is cut short: its last line, which counts the keys, is missing");
        refused(
                SourceFormat.DUMP,
                line + Dump.trailer(2, 9),
                "line 2: the dump is not whole: it holds 1 keys, but says {\"keys\":2,\"revision\":9}");
        refused(SourceFormat.DUMP, "{\"x\":1}", "line 1: not a line of a dump: there is neither 'key' nor 'keyBase64'");
    }

    private static List<String> rows(SourceFormat format, String text, String at, KeyMapping mapping)
            throws IOException {
        List<String> rows = new ArrayList<>();
        try (RowSource source = format.open(new StringReader(text), at, mapping)) {
            for (var row = source.next(); row.isPresent(); row = source.next()) {
                rows.add(row.get().key().utf8() + "=" + row.get().value().utf8());
            }
        }
        return rows;
    }

    private static void refused(SourceFormat format, String text, String problem) {
        assertThatThrownBy(() -> rows(format, text, "", BY_CODE)).hasMessage(problem);
    }
}
