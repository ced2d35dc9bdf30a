package io.ratiskv.server.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which of many ranges hold a key. Most stand in an array sorted by beginning that is also a balanced tree (the middle of
 * each part is its root) and knows for each root the furthest end below it, so that only subtrees that can hold the key
 * are entered. New ranges wait in a list until there are enough of them to sort the array anew.
 *
 * <p>Thread: {@code watch}.
 */
final class RangeIndex {
    /** Ranges that may wait, beside a share that grows with the square root of all. */
    private static final int WAITING_MIN = 32;

    private static final class Entry {
        final Interest interest;
        final byte[] from;
        final byte @Nullable [] to;
        boolean removed;

        /** Of itself and everything below it; null = no end. */
        byte @Nullable [] furthest;

        Entry(Interest interest) {
            var interval = interest.selection().interval();
            this.interest = interest;
            this.from = interval.from();
            this.to = interval.to();
        }

        boolean holds(byte[] key) {
            return !removed && Arrays.compareUnsigned(from, key) <= 0 && isBefore(key, to);
        }
    }

    private Entry[] sorted = {};
    private final List<Entry> waiting = new ArrayList<>();
    private int removed;

    void add(Interest interest) {
        waiting.add(new Entry(interest));
        if (waiting.size() > WAITING_MIN + (int) Math.sqrt(sorted.length)) {
            sort();
        }
    }

    void remove(Interest interest) {
        if (waiting.removeIf(entry -> entry.interest == interest)) {
            return;
        }
        for (int i = firstFrom(interest.selection().key().toByteArray()); i < sorted.length; i++) {
            if (sorted[i].interest == interest) {
                sorted[i].removed = true;
                removed++;
                break;
            }
        }
        if (removed > WAITING_MIN + sorted.length / 2) {
            sort();
        }
    }

    void forEachHolding(byte[] key, Consumer<Interest> action) {
        visit(0, sorted.length, key, action);
        for (Entry entry : waiting) {
            if (entry.holds(key)) {
                action.accept(entry.interest);
            }
        }
    }

    private void visit(int low, int high, byte[] key, Consumer<Interest> action) {
        if (low >= high) {
            return;
        }
        int root = (low + high) >>> 1;
        if (!isBefore(key, sorted[root].furthest)) {
            return;
        }
        visit(low, root, key, action);
        if (Arrays.compareUnsigned(sorted[root].from, key) <= 0) {
            if (sorted[root].holds(key)) {
                action.accept(sorted[root].interest);
            }
            visit(root + 1, high, key, action);
        }
    }

    private void sort() {
        List<Entry> all = new ArrayList<>(waiting);
        for (Entry entry : sorted) {
            if (!entry.removed) {
                all.add(entry);
            }
        }
        all.sort(Comparator.comparing(entry -> entry.from, Arrays::compareUnsigned));
        sorted = all.toArray(new Entry[0]);
        waiting.clear();
        removed = 0;
        measure(0, sorted.length);
    }

    private byte @Nullable [] measure(int low, int high) {
        int root = (low + high) >>> 1;
        byte[] furthest = sorted.length == 0 ? null : sorted[root].to;
        if (low < root) {
            furthest = later(furthest, measure(low, root));
        }
        if (root + 1 < high) {
            furthest = later(furthest, measure(root + 1, high));
        }
        if (low < high) {
            sorted[root].furthest = furthest;
        }
        return furthest;
    }

    private int firstFrom(byte[] from) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(sorted[middle].from, from) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static byte @Nullable [] later(byte @Nullable [] a, byte @Nullable [] b) {
        if (a == null || b == null) {
            return null;
        }
        return Arrays.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static boolean isBefore(byte[] key, byte @Nullable [] end) {
        return end == null || Arrays.compareUnsigned(key, end) < 0;
    }
}
