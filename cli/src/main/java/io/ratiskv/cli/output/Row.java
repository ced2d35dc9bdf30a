package io.ratiskv.cli.output;

import io.ratiskv.cli.text.Encoding;
import io.ratiskv.cli.text.JsonValue;
import io.ratiskv.cli.text.Quoting;
import io.ratiskv.client.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Named values in order. Thread: its owner's. */
public final class Row {
    /**
     * One value.
     *
     * @param name heading in a table, from its camel case
     * @param shown for tables and plain lines, on one line
     * @param jsonName field in a JSON object
     */
    record Field(String name, String shown, String jsonName, JsonValue json) {
        String heading() {
            return name.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
        }
    }

    private final List<Field> fields = new ArrayList<>();

    public Row text(String name, String value) {
        return add(name, Quoting.escape(Bytes.of(value)), new JsonValue.Text(value));
    }

    public Row number(String name, long value) {
        return add(name, Long.toString(value), new JsonValue.Numeral(Long.toString(value)));
    }

    public Row flag(String name, boolean value) {
        return add(name, value ? "yes" : "no", new JsonValue.Word(Boolean.toString(value)));
    }

    /** A number that people see in another form, such as a size or a time. */
    public Row number(String name, long value, String shown) {
        return add(name, shown, new JsonValue.Numeral(Long.toString(value)));
    }

    /** A number with a fraction, which people see in another form. */
    public Row decimal(String name, double value, String shown) {
        return add(name, shown, new JsonValue.Numeral(String.format(Locale.ROOT, "%.3f", value)));
    }

    /** Any JSON value. */
    public Row json(String name, JsonValue value) {
        return add(name, value.compact(), value);
    }

    /**
     * A key or a value. In JSON it stands under its name if it is text and text was asked for, else under
     * {@code nameHex} or {@code nameBase64}, so that a reader can tell.
     */
    public Row bytes(String name, Bytes value, Encoding encoding) {
        String shown = encoding.encode(value);
        if (encoding == Encoding.TEXT) {
            String text = Quoting.asText(value).orElse(null);
            fields.add(
                    text != null
                            ? new Field(name, shown, name, new JsonValue.Text(text))
                            : new Field(name, shown, name + "Base64", base64(value)));
        } else {
            String jsonName = name + (encoding == Encoding.HEX ? "Hex" : "Base64");
            fields.add(new Field(name, shown, jsonName, new JsonValue.Text(shown)));
        }
        return this;
    }

    List<Field> fields() {
        return fields;
    }

    /** As a table shows them. */
    public List<String> headings() {
        return fields.stream().map(Field::heading).toList();
    }

    /** As a table shows them. */
    public List<String> cells() {
        return fields.stream().map(Field::shown).toList();
    }

    /** The row as a JSON object. */
    public JsonValue.Document toJson() {
        java.util.Map<String, JsonValue> json = new java.util.LinkedHashMap<>();
        fields.forEach(field -> json.put(field.jsonName(), field.json()));
        return new JsonValue.Document(json);
    }

    private static JsonValue base64(Bytes value) {
        return new JsonValue.Text(Base64.getEncoder().encodeToString(value.toArray()));
    }

    private Row add(String name, String shown, JsonValue json) {
        fields.add(new Field(name, shown, name, json));
        return this;
    }
}
