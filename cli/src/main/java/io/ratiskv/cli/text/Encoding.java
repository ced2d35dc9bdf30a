package io.ratiskv.cli.text;

import io.ratiskv.client.Bytes;
import java.util.Base64;
import java.util.HexFormat;

/** How keys and values are typed on the command line and shown again. */
public enum Encoding {
    /** UTF-8; what is not printable is shown as escapes (see {@link Quoting#escape}). */
    TEXT,
    HEX,
    BASE64;

    /**
     * Reads what the user typed.
     *
     * @throws MalformedTextException with a sentence, if it is not of this encoding
     */
    public Bytes decode(String typed) {
        return switch (this) {
            case TEXT -> Bytes.of(typed);
            case HEX -> hex(typed);
            case BASE64 -> base64(typed);
        };
    }

    /** One line of text that stands for the bytes. */
    public String encode(Bytes bytes) {
        return switch (this) {
            case TEXT -> Quoting.escape(bytes);
            case HEX -> HexFormat.of().formatHex(bytes.toArray());
            case BASE64 -> Base64.getEncoder().encodeToString(bytes.toArray());
        };
    }

    private static Bytes hex(String typed) {
        try {
            return Bytes.of(HexFormat.of().parseHex(typed));
        } catch (IllegalArgumentException malformed) {
            throw new MalformedTextException("'" + typed + "' is not hexadecimal (two digits for each byte)");
        }
    }

    private static Bytes base64(String typed) {
        try {
            return Bytes.of(Base64.getDecoder().decode(typed));
        } catch (IllegalArgumentException malformed) {
            throw new MalformedTextException("'" + typed + "' is not base64");
        }
    }
}
