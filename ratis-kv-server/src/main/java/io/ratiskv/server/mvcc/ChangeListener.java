package io.ratiskv.server.mvcc;

/** Is told of every event, in order, as the command that caused it takes effect. */
@FunctionalInterface
public interface ChangeListener {
    /** A key came into a new state at the running revision: the same states on every member. */
    void changed(KeyChange change);
}
