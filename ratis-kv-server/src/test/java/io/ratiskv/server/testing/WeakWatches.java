package io.ratiskv.server.testing;

import io.ratiskv.server.mvcc.ChangePage;
import io.ratiskv.server.mvcc.ChangeQuery;
import io.ratiskv.server.mvcc.CompactedException;
import io.ratiskv.server.mvcc.HistoryPosition;
import io.ratiskv.server.mvcc.KeyEvent;
import io.ratiskv.server.mvcc.KeyInterval;
import io.ratiskv.server.mvcc.RangePage;
import io.ratiskv.server.watch.EventBatch;
import io.ratiskv.server.watch.HistorySource;
import io.ratiskv.server.watch.WatchLimits;
import io.ratiskv.server.watch.WatchParts;

/** Watches that lose events, tell them in pieces, or tell them wrongly. */
public final class WeakWatches {
    private static final long LITTLE_ROOM = 2_048;

    private WeakWatches() {}

    /** Reading history begins one revision late. */
    public static WatchParts resumingOffByOne() {
        return history(source -> new Reader(source) {
            @Override
            public ChangePage changes(ChangeQuery query, HistoryPosition from, long upTo, int pageBytes) {
                HistoryPosition late = from.isInside() ? from : HistoryPosition.after(from.revision());
                return source.changes(query, late, upTo, pageBytes);
            }
        });
    }

    /** What the newest compacted revision did is taken for readable: it is skipped. */
    public static WatchParts compactionOffByOne() {
        return history(source -> new Reader(source) {
            @Override
            public ChangePage changes(ChangeQuery query, HistoryPosition from, long upTo, int pageBytes) {
                try {
                    return source.changes(query, from, upTo, pageBytes);
                } catch (CompactedException e) {
                    if (e.oldestReadable() != from.revision()) {
                        throw e;
                    }
                    return source.changes(query, HistoryPosition.after(from.revision()), upTo, pageBytes);
                }
            }
        });
    }

    /** What finds no room on its way to the hub is lost; and there is little room. */
    public static WatchParts droppingOnOverflow() {
        return new WatchParts() {
            @Override
            public boolean readsWhatWasDropped() {
                return false;
            }

            @Override
            public WatchLimits limits(WatchLimits configured) {
                return new WatchLimits(
                        configured.watchesPerConnection(),
                        configured.watchesMax(),
                        configured.windowBytesMax(),
                        configured.progressDefault(),
                        configured.progressMin(),
                        Math.min(LITTLE_ROOM, configured.handOverBytesMax()),
                        configured.recentBytesMax(),
                        configured.frameBytes(),
                        configured.catchUpsMax(),
                        configured.listBytesMax());
            }
        };
    }

    /** A part of a revision looks like all of it. */
    public static WatchParts notMarkingParts() {
        return new WatchParts() {
            @Override
            public boolean marksParts() {
                return false;
            }
        };
    }

    /** A put tells the state that it has made as the one before it. */
    public static WatchParts wrongPrevious() {
        return new WatchParts() {
            @Override
            public EventBatch applied(EventBatch batch) {
                return new EventBatch(
                        batch.after(),
                        batch.revision(),
                        batch.compactRevision(),
                        batch.events().stream()
                                .map(e -> e.deletes() ? e : new KeyEvent(e.state(), e.number(), e.state()))
                                .toList());
            }
        };
    }

    private static WatchParts history(java.util.function.UnaryOperator<HistorySource> weaken) {
        return new WatchParts() {
            @Override
            public HistorySource history(HistorySource source) {
                return weaken.apply(source);
            }
        };
    }

    private abstract static class Reader implements HistorySource {
        private final HistorySource source;

        Reader(HistorySource source) {
            this.source = source;
        }

        @Override
        public RangePage state(KeyInterval interval, long revision, int pageBytes) {
            return source.state(interval, revision, pageBytes);
        }
    }
}
