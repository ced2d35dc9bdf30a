package io.ratiskv.server.raft;

import java.io.IOException;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this member's log holds, for guards that are made before there is a log. Any thread; never blocks for long. */
final class HeldLog {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLog.class);

    private volatile @Nullable RaftServer server;
    private volatile @Nullable RaftGroupId group;

    /** To be called before the server starts. */
    void isOf(RaftServer theServer, RaftGroupId theGroup) {
        group = theGroup;
        server = theServer;
    }

    /** Whether the log has this entry, and more behind it; false while there is no log. */
    boolean goesBeyond(TermIndex entry) {
        RaftServer of = server;
        RaftGroupId in = group;
        if (of == null || in == null) {
            return false;
        }
        RaftLog log;
        try {
            log = of.getDivision(in).getRaftLog();
        } catch (IOException notThere) {
            LOG.debug("asked what the log holds before there is one", notThere);
            return false;
        }
        TermIndex last = log.getLastEntryTermIndex();
        return last != null && last.getIndex() > entry.getIndex() && entry.equals(log.getTermIndex(entry.getIndex()));
    }
}
