package io.ratiskv.server.simulation;

import io.ratiskv.server.command.CommandBatch;
import java.util.List;

/** One member's applied state, as far as the simulation looks at it. */
interface Replica extends AutoCloseable {
    /** Applies one entry: one encoded Response per command. */
    List<byte[]> apply(long term, long index, CommandBatch batch);

    /** An entry of Raft's own. */
    void applyNothing(long term, long index);

    long revision();

    long logTimeMs();

    /** Equal on replicas that have applied the same. */
    long hash();

    /** How often the key was put; 0 = never. */
    long version(String key);

    /** Log time at which the next lease ends; {@code Long.MAX_VALUE} if there is none. */
    default long nextLeaseDeadlineMs() {
        return Long.MAX_VALUE;
    }

    @Override
    void close();
}
