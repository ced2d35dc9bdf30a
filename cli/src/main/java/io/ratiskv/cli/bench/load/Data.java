package io.ratiskv.cli.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The keys and values of a run, by number. Keys are the prefix and their number in base 36, so that they sort by number;
 * values are random bytes from a pool, which compress no better than real ones that are already compressed. Immutable.
 */
public final class Data {
    public static final String PREFIX = "b/";

    private static final int BASE = 36;
    private static final int KEYS_MAX = 100_000_000;
    private static final int KEY_SIZE_MAX = 4_096;
    private static final int VALUE_SIZE_MAX = 8 << 20;
    private static final int POOL_MAX = 1_024;
    private static final long POOL_BYTES_MAX = 64L << 20;

    private final byte[] prefix;
    private final int keys;
    private final int keySize;
    private final byte[][] values;

    /**
     * @param prefix of all keys; no other keys should begin so
     * @param keySize bytes of a key, prefix included
     * @throws IllegalArgumentException with a sentence that names the option that is wrong
     */
    public Data(String prefix, int keys, int keySize, int valueSize, long seed) {
        this.prefix = prefix.getBytes(UTF_8);
        this.keys = keys;
        this.keySize = keySize;
        within("--keys", keys, 1, KEYS_MAX);
        within("--key-size", keySize, 1, KEY_SIZE_MAX);
        within("--value-size", valueSize, 0, VALUE_SIZE_MAX);
        if (this.prefix.length == 0) {
            throw new IllegalArgumentException("--prefix must not be empty");
        }
        int digits = keySize - this.prefix.length;
        // Lease workloads write keys behind the last.
        long room = (long) keys + Workload.OFFER_MAX;
        if (digits < 1 || (digits < 7 && Math.pow(BASE, digits) < room)) {
            throw new IllegalArgumentException(
                    "--key-size " + keySize + " is too small for " + keys + " keys behind the prefix '" + prefix + "'");
        }
        int pool = (int) Math.max(1, Math.min(POOL_MAX, POOL_BYTES_MAX / Math.max(1, valueSize)));
        SplittableRandom random = new SplittableRandom(seed);
        this.values = new byte[pool][valueSize];
        for (byte[] value : values) {
            random.nextBytes(value);
        }
    }

    public byte[] prefix() {
        return prefix.clone();
    }

    public int keys() {
        return keys;
    }

    public int keySize() {
        return keySize;
    }

    public int valueSize() {
        return values[0].length;
    }

    /** How many values are in the pool. */
    public int values() {
        return values.length;
    }

    /** A new array for each call; the number may lie behind the last key. */
    public byte[] key(int number) {
        byte[] key = Arrays.copyOf(prefix, keySize);
        int rest = number;
        for (int i = keySize - 1; i >= prefix.length; i--) {
            key[i] = (byte) Character.forDigit(rest % BASE, BASE);
            rest /= BASE;
        }
        return key;
    }

    /** The number of a key of these; -1 if it is none. */
    public int number(byte[] key) {
        if (key.length != keySize || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
            return -1;
        }
        long number = 0;
        for (int i = prefix.length; i < keySize; i++) {
            int digit = Character.digit(key[i], BASE);
            number = number * BASE + digit;
            if (digit < 0 || number > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return (int) number;
    }

    /** The pool's own array: not to be written to. */
    public byte[] value(int number) {
        return values[number];
    }

    static void within(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " must be " + min + " to " + max + ", is " + value);
        }
    }
}
