package io.ratiskv.jepsen.workload;

/**
 * Something that services do with the store, done again and again by several threads through the published client while faults
 * happen, recorded, and judged at the end.
 *
 * <p>Thread: one for the public methods.
 */
public interface Workload {
    /** One word for tables and file names. */
    String name();

    /** Begins; returns at once. */
    void start();

    /**
     * Ends: waits for open calls, makes the final reads (every member serves and no fault is left by then), writes its history
     * and judges it.
     */
    WorkloadResult finish();
}
