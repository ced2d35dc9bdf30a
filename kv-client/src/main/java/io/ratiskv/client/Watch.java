package io.ratiskv.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What to be told of. Immutable; the methods answer changed copies.
 *
 * <p>Without more words: every change of the range after everything that was acknowledged when the watch was opened,
 * each once, in the order of revisions, all of one revision together, for as long as the watch is open, across lost
 * connections, members and leaders. Opening takes a moment, and does not wait for itself: the first item says from which
 * revision on changes are told, and what is written after that item was taken is told for certain.
 *
 * @param fromRevision first revision to tell of; 0 = what comes now
 * @param snapshot first the range's state, then what changes after it
 * @param previous each event tells the state before it, too, as far as that is not compacted
 * @param puts tell of puts
 * @param deletes tell of deletions
 * @param coalesced a watch that falls behind is told the newest state of each key, not every one in between
 * @param resets when what comes next was compacted away: tell the state anew ({@link WatchItem.Reset}) and go on.
 *     Else the watch ends with {@link CompactedException}
 * @param progress most time without a word; zero = the member's default
 * @param windowBytes most bytes that members send ahead of what was consumed; 0 = their default, which is also the maximum
 * @param name for operators who list watches
 * @param minRevision be told by a member that has applied at least this revision; 0 = as the view says
 */
public record Watch(
        KeyRange keys,
        long fromRevision,
        boolean snapshot,
        boolean previous,
        boolean puts,
        boolean deletes,
        boolean coalesced,
        boolean resets,
        Duration progress,
        int windowBytes,
        String name,
        long minRevision) {
    public Watch {
        requireNonNull(keys, "keys");
        requireNonNull(progress, "progress");
        requireNonNull(name, "name");
        if (fromRevision < 0) {
            throw new InvalidArgumentException("watch.start_revision", "must not be negative, is " + fromRevision);
        }
        if (snapshot && fromRevision > 0) {
            throw new InvalidArgumentException("watch.start_revision", "a watch with a snapshot begins where that is");
        }
        if (!puts && !deletes) {
            throw new InvalidArgumentException("watch.no_put", "a watch without puts and deletions tells nothing");
        }
        if (progress.isNegative() || progress.toMillis() > Integer.MAX_VALUE) {
            throw new InvalidArgumentException("watch.progress_ms", "is out of range: " + progress);
        }
        if (windowBytes < 0) {
            throw new InvalidArgumentException("watch.window_bytes", "must not be negative, is " + windowBytes);
        }
    }

    public static Watch of(KeyRange keys) {
        return new Watch(keys, 0, false, false, true, true, false, true, Duration.ZERO, 0, "", 0);
    }

    public static Watch key(String key) {
        return of(KeyRange.key(key));
    }

    public static Watch prefix(String prefix) {
        return of(KeyRange.prefix(prefix));
    }

    /** Everything from this revision on, as long as that is kept. */
    public Watch from(long revision) {
        return with(draft -> {
            draft.fromRevision = revision;
            draft.snapshot = false;
        });
    }

    /** First the state of the range, then what changes after it. */
    public Watch fromSnapshot() {
        return with(draft -> {
            draft.fromRevision = 0;
            draft.snapshot = true;
        });
    }

    public Watch withPrevious() {
        return with(draft -> draft.previous = true);
    }

    public Watch onlyPuts() {
        return with(draft -> {
            draft.puts = true;
            draft.deletes = false;
        });
    }

    public Watch onlyDeletes() {
        return with(draft -> {
            draft.puts = false;
            draft.deletes = true;
        });
    }

    /** When behind: only the newest state of each key. Events of one revision may then be told apart from each other. */
    public Watch coalescing() {
        return with(draft -> draft.coalesced = true);
    }

    /** End with {@link CompactedException} instead of telling the state anew. */
    public Watch failingWhenCompacted() {
        return with(draft -> draft.resets = false);
    }

    /** Say how far the watch is when nothing was told for so long. */
    public Watch progressEvery(Duration newProgress) {
        return with(draft -> draft.progress = newProgress);
    }

    public Watch window(int newWindowBytes) {
        return with(draft -> draft.windowBytes = newWindowBytes);
    }

    public Watch named(String newName) {
        return with(draft -> draft.name = newName);
    }

    public Watch minRevision(long newMinRevision) {
        return with(draft -> draft.minRevision = newMinRevision);
    }

    private Watch with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A copy while it is changed. */
    private static final class Draft {
        private KeyRange keys;
        private long fromRevision;
        private boolean snapshot;
        private boolean previous;
        private boolean puts;
        private boolean deletes;
        private boolean coalesced;
        private boolean resets;
        private Duration progress;
        private int windowBytes;
        private String name;
        private long minRevision;

        Draft(Watch watch) {
            keys = watch.keys;
            fromRevision = watch.fromRevision;
            snapshot = watch.snapshot;
            previous = watch.previous;
            puts = watch.puts;
            deletes = watch.deletes;
            coalesced = watch.coalesced;
            resets = watch.resets;
            progress = watch.progress;
            windowBytes = watch.windowBytes;
            name = watch.name;
            minRevision = watch.minRevision;
        }

        Watch done() {
            return new Watch(
                    keys,
                    fromRevision,
                    snapshot,
                    previous,
                    puts,
                    deletes,
                    coalesced,
                    resets,
                    progress,
                    windowBytes,
                    name,
                    minRevision);
        }
    }
}
