package io.ratiskv.client.connection;

/**
 * Bounds what a client adds to the load of members that are slow or refuse for overload: of what it sends again to members
 * that are well but busy, there is at most one copy for ten calls, and a hundred saved up. Without it each call is sent
 * several times just when members can do the least, and they are kept busy with copies. Calls to members that are gone,
 * or do not lead, are not counted: those have to be sent elsewhere.
 *
 * <p>Thread: network.
 */
final class RetryBudget {
    /** What each call adds. */
    static final double SHARE = 0.1;

    /** Most that is saved up: a client that has done little may still retry what it does. */
    static final int SAVED_MAX = 100;

    private double saved = SAVED_MAX;

    /** A call begins. */
    void called() {
        saved = Math.min(SAVED_MAX, saved + SHARE);
    }

    /** Whether one more copy may be sent; if so, it counts. */
    boolean take() {
        if (saved < 1) {
            return false;
        }
        saved--;
        return true;
    }
}
