package io.ratiskv.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * Turns values of a program into bytes and back. Must be thread-safe. For keys, mind the order: the store sorts bytes.
 *
 * @param <T> the program's type
 */
public interface Codec<T> {
    /** Text as UTF-8. */
    Codec<String> TEXT = new Codec<>() {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, UTF_8);
        }
    };

    /** Bytes as they are. */
    Codec<byte[]> BYTES = new Codec<>() {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    /** Eight bytes, big-endian, the sign bit flipped, so that the store's order is the numbers' order. */
    Codec<Long> LONG = new Codec<>() {
        @Override
        public byte[] encode(Long value) {
            return ByteBuffer.allocate(Long.BYTES)
                    .putLong(value ^ Long.MIN_VALUE)
                    .array();
        }

        @Override
        public Long decode(byte[] bytes) {
            return ByteBuffer.wrap(bytes).getLong() ^ Long.MIN_VALUE;
        }
    };

    byte[] encode(T value);

    /** Throws what it likes if the bytes make no value; the caller of the view sees it. */
    T decode(byte[] bytes);
}
