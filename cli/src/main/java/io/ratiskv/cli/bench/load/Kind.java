package io.ratiskv.cli.bench.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a workload does over and over. */
public enum Kind {
    PUT("writes one key"),
    GET("reads one key, linearizable"),
    LOCAL_GET("reads one key from whatever the member that is asked holds"),
    MIXED("reads, linearizable, and writes, as many of each as the mix says"),
    RANGE("reads some keys in a row, linearizable"),
    CAS("writes one key if it has the version that was last seen; no two at a time on a key"),
    TXN("writes some keys in one transaction"),
    WATCH("writes keys in turn, and counts and times what the watchers are told"),
    LEASE("grants a lease, writes a key on it, revokes it");

    private final String sentence;

    Kind(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }

    /** As it is typed: {@code local-get}. */
    public String typed() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Kind> of(String typed) {
        return Arrays.stream(values())
                .filter(kind -> kind.typed().equals(typed))
                .findFirst();
    }

    /** Whether keys must be there for it to mean anything. */
    boolean needsKeys() {
        return this != LEASE;
    }
}
