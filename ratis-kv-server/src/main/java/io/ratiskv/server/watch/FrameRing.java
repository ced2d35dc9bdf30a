package io.ratiskv.server.watch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Frames with consecutive numbers: added at the end, dropped at the beginning. Bounded by whoever counts its bytes. */
final class FrameRing {
    private static final int SIZE_MIN = 4;

    private @Nullable EventFrame[] frames = new EventFrame[SIZE_MIN];
    private long first;
    private int size;

    /** Number of the oldest frame, or, if there is none, of the next. */
    long first() {
        return first;
    }

    /** Number that the next frame will get. */
    long end() {
        return first + size;
    }

    void add(EventFrame frame) {
        if (size == frames.length) {
            grow();
        }
        frames[slot(end())] = frame;
        size++;
    }

    EventFrame get(long number) {
        EventFrame frame = number < first || number >= end() ? null : frames[slot(number)];
        if (frame == null) {
            throw new IllegalStateException("no frame " + number + " in " + first + " to " + end());
        }
        return frame;
    }

    EventFrame removeFirst() {
        EventFrame frame = get(first);
        frames[slot(first)] = null;
        first++;
        size--;
        return frame;
    }

    /** Number of the first frame that tells of something after a revision, or of the next if there is none. */
    long firstAfter(long revision) {
        long low = first;
        long high = end();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (get(middle).lastRevision() > revision) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private void grow() {
        @Nullable EventFrame[] larger = Arrays.copyOf(new EventFrame[0], frames.length * 2);
        for (long number = first; number < end(); number++) {
            larger[(int) (number & (larger.length - 1))] = frames[slot(number)];
        }
        frames = larger;
    }

    private int slot(long number) {
        return (int) (number & (frames.length - 1));
    }
}
