package io.ratiskv.jepsen.nemesis;

import io.ratiskv.jepsen.cluster.Host;
import io.ratiskv.jepsen.cluster.Hosts;
import java.util.HashMap;
import java.util.Map;

/**
 * One-way cuts between hosts that several partitions may want at once: a cut heals when the last of them gives it up.
 *
 * <p>Thread: the schedule's.
 */
final class Cuts {
    private final Map<Cut, Integer> users = new HashMap<>();

    /** What one host does not hear of another. */
    record Cut(Host deaf, Host from) {}

    void cut(Cut cut) {
        if (users.merge(cut, 1, Integer::sum) == 1) {
            cut.deaf.deafen(cut.from.address());
        }
    }

    /** Gives it up; returns how many packets it has dropped since it was made. */
    long mend(Cut cut) {
        long dropped = cut.deaf.unheard(cut.from.address());
        int left = users.merge(cut, -1, Integer::sum);
        if (left <= 0) {
            users.remove(cut);
            cut.deaf.hear(cut.from.address());
        }
        return dropped;
    }

    /** Whatever was cut. */
    void mendAll(Hosts hosts) {
        users.clear();
        hosts.all().forEach(Host::open);
    }
}
