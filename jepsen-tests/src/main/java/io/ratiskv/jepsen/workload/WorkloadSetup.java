package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KvClient;
import java.nio.file.Path;
import java.util.List;

/**
 * What a workload is given.
 *
 * @param prefix of every key that it touches, so that several run side by side; ends in {@code /}
 * @param clients of the whole cluster; threads share them in turn. Owned by the runner
 * @param pinned one client for each member, told of that member alone; their reads end up there. Owned by the runner
 * @param threads how many calls are open at a time, at most
 * @param meter lets calls begin, of all threads together, and counts them. The runner stops it before {@code finish}
 * @param seed of every choice
 * @param beganNanos {@link System#nanoTime} at the begin of the run: all histories count from it
 * @param directory where its history goes; exists
 */
public record WorkloadSetup(
        String prefix,
        List<KvClient> clients,
        List<KvClient> pinned,
        int threads,
        Meter meter,
        long seed,
        long beganNanos,
        Path directory) {
    public WorkloadSetup {
        clients = List.copyOf(clients);
        pinned = List.copyOf(pinned);
    }
}
