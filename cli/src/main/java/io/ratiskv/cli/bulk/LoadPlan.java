package io.ratiskv.cli.bulk;

import java.time.Duration;

/**
 * How a load is done.
 *
 * @param id name of the load, under which the cluster keeps how far it came
 * @param source what is loaded: a fingerprint of the file and of how its rows become keys
 * @param lanes transactions under way at a time; a load that goes on keeps the number it began with
 * @param batchRows most keys in one transaction
 * @param batchBytes most bytes of keys and values in one transaction, unless a single row is larger
 * @param patience how long to go on trying while the cluster does not answer
 */
public record LoadPlan(String id, String source, int lanes, int batchRows, int batchBytes, Duration patience) {
    /** Members allow 128 operations in a transaction by default; one of them is the load's own mark. */
    public static final int BATCH_ROWS = 127;

    /** A third of the largest request, so that a batch shares a Raft entry with others. */
    public static final int BATCH_BYTES = 512 * 1024;

    public static final int LANES = 16;
}
