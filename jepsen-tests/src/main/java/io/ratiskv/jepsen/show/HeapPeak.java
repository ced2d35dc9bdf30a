package io.ratiskv.jepsen.show;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most heap in use at a time, garbage not yet collected included, since it began to watch. */
final class HeapPeak implements AutoCloseable {
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == MemoryType.HEAP)
            .toList();
    private final long before;

    private HeapPeak() {
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        before = pools.stream().mapToLong(p -> p.getUsage().getUsed()).sum();
    }

    static HeapPeak watch() {
        return new HeapPeak();
    }

    long beforeBytes() {
        return before;
    }

    /** At most: the pools need not have had their peaks at the same time. */
    long peakBytes() {
        return pools.stream().mapToLong(p -> p.getPeakUsage().getUsed()).sum();
    }

    @Override
    public void close() {
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    }
}
