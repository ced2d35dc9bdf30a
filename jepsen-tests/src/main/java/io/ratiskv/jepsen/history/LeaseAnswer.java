package io.ratiskv.jepsen.history;

import java.util.List;

/** What the calls of a lease history answer. */
public sealed interface LeaseAnswer {
    /** The lease is there. */
    record Granted(long id) implements LeaseAnswer {}

    /**
     * It lives so long from when this was decided.
     *
     * @param millis 0 = there is no such lease
     */
    record Lives(long millis) implements LeaseAnswer {}

    /** A command that took place at this revision. */
    record At(long revision) implements LeaseAnswer {}

    /** A key is gone since this revision. */
    record Gone(String key, long revision) implements LeaseAnswer {}

    /** The keys that there are. */
    record Keys(long revision, List<String> keys) implements LeaseAnswer {
        public Keys {
            keys = List.copyOf(keys);
        }
    }
}
