package io.ratiskv.client;

import java.util.Optional;

/** Compare-and-set spelled as a transaction. */
final class CompareAndSet {
    private CompareAndSet() {}

    static Txn byRevision(Bytes key, long modRevision, Bytes value) {
        return when(Compare.modRevision(KeyRange.key(key)).equalTo(modRevision), key, value);
    }

    static Txn byValue(Bytes key, Bytes expected, Bytes value) {
        return when(Compare.value(KeyRange.key(key)).is(Compare.Relation.EQUAL, expected), key, value);
    }

    private static Txn when(Compare compare, Bytes key, Bytes value) {
        return Txn.when(compare).then(Put.of(key, value)).otherwise(Range.key(key));
    }

    static CasResult result(TxnResult txn) {
        return new CasResult(txn.succeeded(), txn.revision(), txn.succeeded() ? Optional.empty() : txn.get(0));
    }
}
