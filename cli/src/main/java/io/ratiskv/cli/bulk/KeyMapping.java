package io.ratiskv.cli.bulk;

import io.ratiskv.cli.text.JsonValue;
import io.ratiskv.client.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * How a row of named fields becomes a key and a value.
 *
 * @param prefix in front of every key
 * @param keyFields fields whose texts, joined, make the rest of the key; never empty
 * @param separator between them
 * @param valueField field that is the value; empty: the whole row, as JSON
 */
public record KeyMapping(String prefix, List<String> keyFields, String separator, Optional<String> valueField) {
    /** Field name of a row in an object of rows: the name under which it stands there. */
    public static final String NAME_OF_ROW = "@name";

    SourceRow map(JsonValue row, Optional<String> name, long line) throws BadRowException {
        if (!(row instanceof JsonValue.Document document)) {
            throw new BadRowException(line, "a row must be a JSON object with named fields, is " + shortened(row));
        }
        StringBuilder key = new StringBuilder(prefix);
        String between = "";
        for (String field : keyFields) {
            key.append(between).append(keyPart(document, field, name, line));
            between = separator;
        }
        JsonValue value = document;
        if (valueField.isPresent()) {
            value = document.fields().get(valueField.get());
            if (value == null) {
                throw noField(document, valueField.get(), line);
            }
        }
        String text = value instanceof JsonValue.Text string ? string.text() : value.compact();
        return new SourceRow(Bytes.of(key.toString()), Bytes.of(text), line);
    }

    private static String keyPart(JsonValue.Document row, String field, Optional<String> name, long line)
            throws BadRowException {
        JsonValue part = row.fields().get(field);
        if (part == null && field.equals(NAME_OF_ROW) && name.isPresent()) {
            return name.get();
        }
        if (part == null) {
            throw noField(row, field, line);
        }
        String text = part instanceof JsonValue.Text string
                ? string.text()
                : part instanceof JsonValue.Numeral number ? number.digits() : "";
        if (text.isEmpty()) {
            throw new BadRowException(line, "field '" + field + "' is to be part of the key but is " + shortened(part));
        }
        return text;
    }

    private static BadRowException noField(JsonValue.Document row, String field, long line) {
        return new BadRowException(
                line,
                "there is no field '" + field + "'; the row has "
                        + String.join(", ", row.fields().keySet()));
    }

    private static String shortened(JsonValue value) {
        String text = value.compact();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
