package io.ratiskv.jepsen.statefulset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Who has which of a few addresses.
 *
 * <p>Thread: any; guarded by itself.
 */
final class Addresses {
    private final Random random;
    private final List<String> free;
    private final Map<Integer, String> taken = new HashMap<>();
    private final Map<Integer, String> before = new HashMap<>();

    Addresses(List<String> all, Random random) {
        this.free = new ArrayList<>(all);
        this.random = random;
    }

    /** Any that is free, but not the one that this ordinal had before. */
    synchronized String take(int ordinal) {
        List<String> eligible =
                free.stream().filter(a -> !a.equals(before.get(ordinal))).toList();
        String address = eligible.get(random.nextInt(eligible.size()));
        free.remove(address);
        taken.put(ordinal, address);
        before.put(ordinal, address);
        return address;
    }

    /** Nobody listens there any more. */
    synchronized void giveBack(int ordinal) {
        String address = taken.remove(ordinal);
        if (address != null) {
            free.add(address);
        }
    }
}
