package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

/**
 * One condition of a {@link Txn}, read "the target of the key(s) {@code relation} operand". A key that does not exist
 * compares as 0; a comparison of its value is false, whatever the relation.
 *
 * @param keys one key, or a range in which every key must satisfy the comparison
 * @param number operand for every target but {@link Target#VALUE}
 * @param value operand for {@link Target#VALUE}
 */
public record Compare(KeyRange keys, Target target, Relation relation, long number, Bytes value) {
    /** What of the key is compared. */
    public enum Target {
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE,
        LEASE
    }

    /** How. */
    public enum Relation {
        EQUAL,
        GREATER,
        LESS,
        NOT_EQUAL
    }

    public Compare {
        requireNonNull(keys, "keys");
        requireNonNull(value, "value");
    }

    /** The key exists. */
    public static Compare exists(String key) {
        return exists(Bytes.of(key));
    }

    public static Compare exists(Bytes key) {
        return createRevision(KeyRange.key(key)).greaterThan(0);
    }

    /** The key does not exist. */
    public static Compare absent(String key) {
        return absent(Bytes.of(key));
    }

    public static Compare absent(Bytes key) {
        return createRevision(KeyRange.key(key)).equalTo(0);
    }

    public static OfNumber version(String key) {
        return version(KeyRange.key(key));
    }

    public static OfNumber version(KeyRange keys) {
        return new OfNumber(keys, Target.VERSION);
    }

    public static OfNumber createRevision(String key) {
        return createRevision(KeyRange.key(key));
    }

    public static OfNumber createRevision(KeyRange keys) {
        return new OfNumber(keys, Target.CREATE_REVISION);
    }

    public static OfNumber modRevision(String key) {
        return modRevision(KeyRange.key(key));
    }

    public static OfNumber modRevision(KeyRange keys) {
        return new OfNumber(keys, Target.MOD_REVISION);
    }

    public static OfNumber lease(String key) {
        return new OfNumber(KeyRange.key(key), Target.LEASE);
    }

    public static OfValue value(String key) {
        return value(KeyRange.key(key));
    }

    public static OfValue value(KeyRange keys) {
        return new OfValue(keys);
    }

    /** Waits for a relation and a number. */
    public record OfNumber(KeyRange keys, Target target) {
        public Compare equalTo(long number) {
            return is(Relation.EQUAL, number);
        }

        public Compare notEqualTo(long number) {
            return is(Relation.NOT_EQUAL, number);
        }

        public Compare greaterThan(long number) {
            return is(Relation.GREATER, number);
        }

        public Compare lessThan(long number) {
            return is(Relation.LESS, number);
        }

        public Compare is(Relation relation, long number) {
            return new Compare(keys, target, relation, number, Bytes.EMPTY);
        }
    }

    /** Waits for a relation and a value. */
    public record OfValue(KeyRange keys) {
        public Compare equalTo(String value) {
            return is(Relation.EQUAL, Bytes.of(value));
        }

        public Compare equalTo(byte[] value) {
            return is(Relation.EQUAL, Bytes.of(value));
        }

        public Compare notEqualTo(String value) {
            return is(Relation.NOT_EQUAL, Bytes.of(value));
        }

        public Compare is(Relation relation, Bytes value) {
            return new Compare(keys, Target.VALUE, relation, 0, value);
        }
    }
}
