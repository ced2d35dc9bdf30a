package io.ratiskv.server.watch;

import com.google.protobuf.ByteString;
import io.ratiskv.server.mvcc.HistoryPosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page to be read for all watches that need the very same one. Thread: {@code watch}, but for what is final. */
final class CatchUp {
    /**
     * What to read.
     *
     * @param events from here on; null to read a state
     * @param stateRevision the state's revision
     * @param stateFrom and where its page begins
     */
    record Page(
            Interest interest,
            boolean newestOnly,
            @Nullable HistoryPosition events,
            long stateRevision,
            ByteString stateFrom,
            long resetBecause) {}

    /** What came of it: one of these. */
    sealed interface Outcome {
        /** @param frame null if there was nothing to tell */
        record Events(@Nullable EventFrame frame, HistoryPosition next) implements Outcome {}

        /** @param nextKey null if this was the last */
        record State(Frame frame, @Nullable ByteString nextKey) implements Outcome {}

        record Compacted(long oldestReadable) implements Outcome {}

        /** Nothing can be read now. */
        record Unavailable() implements Outcome {}

        record Failed(String why) implements Outcome {}
    }

    final Page page;
    final List<Watcher> watchers = new ArrayList<>();

    CatchUp(Page page) {
        this.page = page;
    }
}
