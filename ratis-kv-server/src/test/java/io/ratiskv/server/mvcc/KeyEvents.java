package io.ratiskv.server.mvcc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Events that no store has seen. */
public final class KeyEvents {
    private KeyEvents() {}

    /** The first event of its revision. */
    public static KeyEvent put(String key, String value, long revision) {
        return put(key, value, revision, 0);
    }

    public static KeyEvent put(String key, String value, long revision, int number) {
        ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
        return new KeyEvent(
                RowCodec.alive(key.getBytes(StandardCharsets.UTF_8), revision, revision, 1, 0, bytes), number, null);
    }
}
