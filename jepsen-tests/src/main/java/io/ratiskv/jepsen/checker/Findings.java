package io.ratiskv.jepsen.checker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Violations found so far; of each anomaly a few, for one is enough and a broken store makes thousands. */
final class Findings {
    /** Of each anomaly. */
    static final int MOST_REPORTED = 8;

    private final TxnHistory history;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<Anomaly, Integer> counts = new EnumMap<>(Anomaly.class);

    Findings(TxnHistory history) {
        this.history = history;
    }

    void add(Anomaly anomaly, String words, int... txns) {
        if (counts.merge(anomaly, 1, Integer::sum) <= MOST_REPORTED) {
            violations.add(history.violation(anomaly, words, txns));
        }
    }

    void add(Anomaly anomaly, Violation violation) {
        if (counts.merge(anomaly, 1, Integer::sum) <= MOST_REPORTED) {
            violations.add(violation);
        }
    }

    List<Violation> violations() {
        return violations;
    }
}
