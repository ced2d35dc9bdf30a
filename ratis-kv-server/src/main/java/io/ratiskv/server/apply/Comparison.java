package io.ratiskv.server.apply;

import io.ratiskv.protocol.Compare;
import io.ratiskv.server.mvcc.KeyVersion;

/** What a transaction may ask of one key. */
final class Comparison {
    private Comparison() {}

    static boolean holds(Compare compare, KeyVersion kv) {
        return switch (compare.getTarget()) {
            case VERSION -> number(compare, kv.version());
            case CREATE -> number(compare, kv.createRevision());
            case MOD -> number(compare, kv.modRevision());
            case LEASE -> number(compare, kv.lease());
            case VALUE -> result(compare, kv.compareValue(compare.getValue().toByteArray()));
            case UNRECOGNIZED -> false;
        };
    }

    /** A key that does not exist has 0 for every number, and no value: no comparison with one holds. */
    static boolean holdsForAbsent(Compare compare) {
        return switch (compare.getTarget()) {
            case VERSION, CREATE, MOD, LEASE -> number(compare, 0);
            case VALUE, UNRECOGNIZED -> false;
        };
    }

    private static boolean number(Compare compare, long actual) {
        return result(compare, Long.compare(actual, compare.getNumber()));
    }

    private static boolean result(Compare compare, int order) {
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case UNRECOGNIZED -> false;
        };
    }
}
