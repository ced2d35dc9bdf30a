package io.ratiskv.server.mvcc;

/** Is told of every event, in order, as the command that caused it takes effect. */
public interface ChangeListener {
    /**
     * A key came into a new state at the running revision.
     *
     * @param row the state as it is stored, a tombstone included: the same bytes on every member
     */
    void changed(byte[] key, byte[] row);
}
