package io.ratiskv.server;

import static io.ratiskv.server.WatchedState.key;
import static io.ratiskv.server.WatchedState.putOperation;
import static io.ratiskv.server.WatchedState.txn;

import io.ratiskv.protocol.Operation;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.watch.WatchLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Watches whose frames hold two events of forty bytes, and a revision that does not fit into one. */
final class SmallFrames {
    private SmallFrames() {}

    /** Frames hold two events of forty bytes. */
    static WatchLimits limits(long handOverBytes, long recentBytes) {
        return new WatchLimits(
                1_024,
                65_536,
                64 * 1024,
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                handOverBytes,
                recentBytes,
                160,
                2,
                4 << 20);
    }

    static Command largeTxn() {
        List<Operation> operations = new ArrayList<>();
        for (String key : List.of("b", "c", "d", "e", "f")) {
            operations.add(putOperation(key, "x".repeat(40)));
        }
        return txn(operations);
    }
}
