package io.ratiskv.jepsen.report;

import io.ratiskv.jepsen.nemesis.FaultSpan;
import java.util.ArrayList;
import java.util.List;

/** Faults in rows, so that those at work at the same time do not hide each other. */
final class Lanes {
    private Lanes() {}

    /** The row of each fault, from 0; faults are in the order of their begin. */
    static int[] of(List<FaultSpan> faults) {
        List<Long> freeFrom = new ArrayList<>();
        int[] lanes = new int[faults.size()];
        for (int i = 0; i < lanes.length; i++) {
            FaultSpan fault = faults.get(i);
            int lane = 0;
            while (lane < freeFrom.size() && freeFrom.get(lane) > fault.beganNanos()) {
                lane++;
            }
            if (lane == freeFrom.size()) {
                freeFrom.add(0L);
            }
            freeFrom.set(lane, fault.endedNanos());
            lanes[i] = lane;
        }
        return lanes;
    }
}
