package io.ratiskv.server.raft;

import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.command.CommandBatch;
import java.nio.file.Path;
import java.util.List;
import org.apache.ratis.conf.RaftProperties;

/**
 * The steps of this room that a member's promises stand on, as seams: tests put something weaker in their place and must
 * see the promise broken. No configuration reaches this; the product only ever uses {@link #STANDARD}.
 */
public interface RaftParts {
    /** What the product runs with. */
    RaftParts STANDARD = new RaftParts() {};

    /** Has the state apply an entry that it does not hold yet; one answer per command. Thread: apply. */
    default List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
        return state.apply(term, index, batch);
    }

    /** The live store was made anew from a snapshot and is not open yet. */
    default void restored(@SuppressWarnings("unused") Path store) { // for those who put something weaker here
    }

    /** Whether requests of Raft that are meant for another member, or another life of this one, are refused. */
    default boolean refusesWhatIsForOthers() {
        return true;
    }

    /** The settings that Ratis is started with, after ours were found to be safe. */
    default RaftProperties settings(RaftProperties safe) {
        return safe;
    }
}
