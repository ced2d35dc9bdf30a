package io.ratiskv.jepsen.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The few keys that are in use, so that calls meet; each is left for a new one after a number of calls, and earlier if many of
 * them ended unknown: judging a key costs much more the more calls of it there are, and most of all if they are unknown.
 *
 * <p>Thread: any; guarded by itself.
 */
final class KeyPool {
    /** Most calls of one register or counter. */
    static final int CALLS_PER_KEY_MAX = 200;

    /** Calls of one key that ended unknown, after which it is left. */
    static final int UNKNOWN_PER_KEY_MAX = 8;

    private final String prefix;
    private final int callsPerKey;
    private final List<Slot> slots = new ArrayList<>();
    private int nextKey;

    private static final class Slot {
        private String key = "";
        private int calls;
        private int unknown;
    }

    /**
     * @param prefix of every key
     * @param inUse number of keys in use at a time
     * @param callsPerKey after which a key is left for another; {@link Integer#MAX_VALUE} = never
     */
    KeyPool(String prefix, int inUse, int callsPerKey) {
        this.prefix = prefix;
        this.callsPerKey = callsPerKey;
        for (int i = 0; i < inUse; i++) {
            Slot slot = new Slot();
            slots.add(slot);
            renew(slot);
        }
    }

    /** One of the keys in use. */
    synchronized String pick(Random random) {
        Slot slot = slots.get(random.nextInt(slots.size()));
        if (slot.calls >= callsPerKey) {
            renew(slot);
        }
        slot.calls++;
        return slot.key;
    }

    /** A call of this key ended unknown. */
    synchronized void unknown(String key) {
        for (Slot slot : slots) {
            if (slot.key.equals(key) && ++slot.unknown >= UNKNOWN_PER_KEY_MAX && callsPerKey < Integer.MAX_VALUE) {
                renew(slot);
            }
        }
    }

    /** Every key that was ever in use. */
    synchronized List<String> all() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < nextKey; i++) {
            keys.add(prefix + i);
        }
        return keys;
    }

    private void renew(Slot slot) {
        slot.key = prefix + nextKey++;
        slot.calls = 0;
        slot.unknown = 0;
    }
}
