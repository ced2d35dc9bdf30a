package io.ratiskv.server.apply;

import io.ratiskv.server.mvcc.KeyChange;
import java.util.List;

/** Is told what every entry changed, once readers can see it. Thread: apply; must not block. */
@FunctionalInterface
public interface EntryListener {
    /** Nobody listens. */
    EntryListener NONE = (now, changes) -> {};

    /**
     * An entry, or a part of a very large one, is in the store.
     *
     * @param now the state with it
     * @param changes every event that it brought, ascending by revision, all of a revision together; keys that expired
     *     included. May be empty
     */
    void written(StateSummary now, List<KeyChange> changes);
}
