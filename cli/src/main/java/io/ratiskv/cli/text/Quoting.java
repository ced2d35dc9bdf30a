package io.ratiskv.cli.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ratiskv.client.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The escapes of quoted words: {@code \n \r \t \\ \"}, and {@code \xHH} for any byte that is not part of printable
 * UTF-8. {@link #unescape} undoes {@link #escape} for all bytes.
 */
public final class Quoting {
    private static final HexFormat HEX = HexFormat.of();

    private Quoting() {}

    /** The bytes as text, if they are well-formed UTF-8; else empty. */
    public static Optional<String> asText(Bytes bytes) {
        try {
            return Optional.of(UTF_8.newDecoder().decode(bytes.asBuffer()).toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    /** One line of printable text for any bytes, without quotes around it. */
    public static String escape(Bytes bytes) {
        return asText(bytes).map(Quoting::escapeText).orElseGet(() -> escapeBytes(bytes.toArray()));
    }

    /** As {@link #escape}, in double quotes, with those inside escaped. */
    public static String quote(Bytes bytes) {
        return '"' + escape(bytes).replace("\"", "\\\"") + '"';
    }

    /**
     * Undoes {@link #escape}.
     *
     * @param escaped text between quotes, without them
     * @throws MalformedTextException with a sentence, if an escape is unknown or cut short
     */
    public static Bytes unescape(String escaped) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(escaped.length());
        int at = 0;
        while (at < escaped.length()) {
            int slash = escaped.indexOf('\\', at);
            int end = slash < 0 ? escaped.length() : slash;
            out.writeBytes(escaped.substring(at, end).getBytes(UTF_8));
            at = slash < 0 ? end : unescapeOne(escaped, slash + 1, out);
        }
        return Bytes.of(out.toByteArray());
    }

    /** Writes the byte that the escape after the backslash stands for; answers where the text goes on. */
    private static int unescapeOne(String escaped, int at, ByteArrayOutputStream out) {
        char kind = at < escaped.length() ? escaped.charAt(at) : '\0';
        switch (kind) {
            case 'n' -> out.write('\n');
            case 'r' -> out.write('\r');
            case 't' -> out.write('\t');
            case '\\', '"' -> out.write(kind);
            case 'x' -> {
                if (at + 3 > escaped.length()
                        || !HexFormat.isHexDigit(escaped.charAt(at + 1))
                        || !HexFormat.isHexDigit(escaped.charAt(at + 2))) {
                    throw new MalformedTextException("\\x wants two hexadecimal digits");
                }
                out.write(HexFormat.fromHexDigits(escaped, at + 1, at + 3));
                return at + 3;
            }
            default ->
                throw new MalformedTextException("unknown escape \\" + (kind == '\0' ? "(end of text)" : kind)
                        + "; known are \\n \\r \\t \\\\ \\\" \\xHH");
        }
        return at + 1;
    }

    private static String escapeText(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(point -> {
            if (point < 0x80) {
                escapeByte((byte) point, out);
            } else if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT) {
                // Would move the cursor or hide text on a terminal.
                out.append(escapeBytes(Character.toString(point).getBytes(UTF_8)));
            } else {
                out.appendCodePoint(point);
            }
        });
        return out.toString();
    }

    private static String escapeBytes(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length * 2);
        for (byte each : bytes) {
            escapeByte(each, out);
        }
        return out.toString();
    }

    private static void escapeByte(byte value, StringBuilder out) {
        switch (value) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> {
                // Bytes from 0x80 up are negative here.
                if (value < 0x20 || value == 0x7f) {
                    out.append("\\x").append(HEX.toHexDigits(value));
                } else {
                    out.append((char) value);
                }
            }
        }
    }
}
