package io.ratiskv.jepsen.peers.tail;

/**
 * Who overloads, and what.
 *
 * @param clients with their default bounds each
 * @param batchCommands most writes in an entry of the members' log; 0: as by default. Fewer make a cluster that can do
 *     little before the generator, on the same processors, can do no more
 */
record OverloadScale(int clients, int batchCommands) {
    private static final int CLIENTS_MAX = 1_000;

    OverloadScale {
        if (clients < 1 || clients > CLIENTS_MAX) {
            throw new IllegalArgumentException("--clients must be 1 to " + CLIENTS_MAX + ", is " + clients);
        }
        if (batchCommands < 0) {
            throw new IllegalArgumentException("--batch must be 0 or more, is " + batchCommands);
        }
    }
}
