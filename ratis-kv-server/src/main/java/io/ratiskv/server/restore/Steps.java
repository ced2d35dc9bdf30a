package io.ratiskv.server.restore;

/** Told how far it is. */
@FunctionalInterface
interface Steps {
    /**
     * @param what is being done
     * @param bytes of {@code total} are done
     */
    void at(String what, long bytes, long total);
}
