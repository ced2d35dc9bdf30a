package io.ratiskv.server.apply;

import io.ratiskv.server.mvcc.ChangeListener;
import io.ratiskv.server.mvcc.KeyChange;
import java.util.ArrayList;
import java.util.List;

/** What the commands of one entry have changed: added to the hash at once, and kept until it is written. */
final class EntryEvents implements ChangeListener {
    private final RollingHash hash;
    private List<KeyChange> notWritten = new ArrayList<>();

    EntryEvents(RollingHash hash) {
        this.hash = hash;
    }

    RollingHash hash() {
        return hash;
    }

    @Override
    public void changed(KeyChange change) {
        hash.add(change.key());
        hash.add(change.after().row());
        notWritten.add(change);
    }

    /** What was not taken before. */
    List<KeyChange> take() {
        List<KeyChange> taken = notWritten;
        notWritten = new ArrayList<>();
        return taken;
    }
}
