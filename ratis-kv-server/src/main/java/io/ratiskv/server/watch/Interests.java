package io.ratiskv.server.watch;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ratiskv.server.mvcc.KeyEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything that anybody watches, and who is concerned by an event: watches of the same are one {@link Interest}, single
 * keys are looked up by hash, ranges in a {@link RangeIndex}. Events are taken first, and later sealed: encoded, once for
 * each interest.
 *
 * <p>Also bounds the recent frames of all interests together, also while they are made: when there is one frame too many,
 * the interest that has held some for longest loses its oldest.
 *
 * <p>Thread: {@code watch}.
 */
final class Interests {
    private final FrameEncoder encoder;
    private final long recentBytesMax;
    private final Map<Selection, Interest> all = new HashMap<>();
    private final Map<ByteString, List<Interest>> byKey = new HashMap<>();
    private RangeIndex ranges = new RangeIndex();
    private final Set<Interest> unsealed = new LinkedHashSet<>();
    private final Set<Interest> holding = new LinkedHashSet<>();
    private long recentBytes;

    /** What happened up to here was taken. */
    private long taken;

    /** And up to here it was encoded, too. */
    private long sealed;

    Interests(FrameEncoder encoder, long recentBytesMax) {
        this.encoder = encoder;
        this.recentBytesMax = recentBytesMax;
    }

    /** The newest revision whose events were taken, or skipped. */
    long taken() {
        return taken;
    }

    /** The newest revision whose events were sealed, or skipped. */
    long sealed() {
        return sealed;
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    /** The interest of all watches with this selection. */
    Interest of(Selection selection) {
        Interest known = all.get(selection);
        if (known != null) {
            return known;
        }
        Interest interest = new Interest(selection, sealed);
        all.put(selection, interest);
        if (selection.isSingle()) {
            byKey.computeIfAbsent(selection.key(), key -> new ArrayList<>(1)).add(interest);
        } else {
            ranges.add(interest);
        }
        return interest;
    }

    /** Nobody watches it any more. */
    void remove(Interest interest) {
        Selection selection = interest.selection();
        all.remove(selection);
        if (selection.isSingle()) {
            byKey.computeIfPresent(selection.key(), (key, same) -> {
                same.remove(interest);
                return same.isEmpty() ? null : same;
            });
        } else {
            ranges.remove(interest);
        }
        unsealed.remove(interest);
        forget(interest);
    }

    /** Hands those events that are new to everybody whom they concern. */
    void take(EventBatch batch) {
        for (KeyEvent event : batch.events()) {
            if (event.revision() > taken) {
                take(event);
            }
        }
        taken = Math.max(taken, batch.revision());
    }

    private void take(KeyEvent event) {
        List<Interest> same = byKey.get(UnsafeByteOperations.unsafeWrap(event.key()));
        if (same != null) {
            same.forEach(interest -> take(interest, event));
        }
        ranges.forEachHolding(event.key(), interest -> take(interest, event));
    }

    private void take(Interest interest, KeyEvent event) {
        if (interest.take(event)) {
            unsealed.add(interest);
        }
    }

    /**
     * Encodes what was taken, one interest after the other and frame by frame: each frame is told before there is another
     * one, so that what no longer fits is not kept.
     *
     * @param tell tells the watches of an interest the frames that they have not been told; then each of them knows where
     *     the next one begins, also if it is dropped
     * @param told everything of this interest was told
     */
    void seal(Consumer<Interest> tell, Consumer<Interest> told) {
        if (taken == sealed) {
            return;
        }
        long after = sealed;
        sealed = taken;
        List<Interest> news = new ArrayList<>(unsealed);
        unsealed.clear();
        for (Interest interest : news) {
            interest.seal(encoder, after, taken, bytes -> {
                recentBytes += bytes;
                holding.add(interest);
                tell.accept(interest);
                trim(interest);
            });
            told.accept(interest);
        }
    }

    /** Events up to {@code revision} were not seen: no frame from before leads on. All that was taken is sealed. */
    void breakAt(long revision) {
        for (Interest interest : all.values()) {
            recentBytes -= interest.breakAt(revision);
        }
        holding.clear();
        unsealed.clear();
        skipTo(revision);
    }

    /** Nobody watches anything any more; goes on after {@code revision}. */
    void clear(long revision) {
        all.values().forEach(interest -> interest.breakAt(revision));
        all.clear();
        byKey.clear();
        ranges = new RangeIndex();
        unsealed.clear();
        holding.clear();
        recentBytes = 0;
        skipTo(revision);
    }

    /** Goes on after {@code revision}. All that was taken is sealed. */
    void skipTo(long revision) {
        taken = revision;
        sealed = revision;
    }

    /** Drops frames that nobody needs, or that are too many. */
    void trim(Interest interest) {
        if (interest.isHolding() && !interest.isNeeded()) {
            forget(interest);
        }
        while (recentBytes > recentBytesMax) {
            Interest longest = holding.iterator().next();
            recentBytes -= longest.dropOldest();
            if (!longest.isHolding()) {
                holding.remove(longest);
            }
        }
    }

    /** Memory that recent frames take. */
    long recentBytes() {
        return recentBytes;
    }

    private void forget(Interest interest) {
        recentBytes -= interest.dropAll();
        holding.remove(interest);
    }
}
