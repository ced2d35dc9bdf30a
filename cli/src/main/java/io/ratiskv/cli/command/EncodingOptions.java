package io.ratiskv.cli.command;

import io.ratiskv.cli.session.UsageException;
import io.ratiskv.cli.text.Encoding;
import io.ratiskv.client.Bytes;
import picocli.CommandLine.Option;

/** How keys and values are typed and shown. */
final class EncodingOptions {
    @Option(names = "--hex", description = "Keys and values are typed and shown in hexadecimal.")
    private boolean hex;

    @Option(names = "--base64", description = "Keys and values are typed and shown in base64.")
    private boolean base64;

    Encoding encoding() {
        if (hex && base64) {
            throw new UsageException("--hex and --base64 exclude each other");
        }
        return hex ? Encoding.HEX : base64 ? Encoding.BASE64 : Encoding.TEXT;
    }

    /** What the user typed; {@code what} names it in a complaint. */
    Bytes decode(String what, String typed) {
        try {
            return encoding().decode(typed);
        } catch (IllegalArgumentException malformed) {
            throw new UsageException(what + ": " + malformed.getMessage());
        }
    }

    /** A key, which must not be empty. */
    Bytes key(String typed) {
        Bytes key = decode("KEY", typed);
        if (key.isEmpty()) {
            throw new UsageException("KEY must not be empty");
        }
        return key;
    }
}
