package io.ratiskv.cli.bench.load;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a workload does over and over. Any thread. */
interface Operation {
    /** Starts one; the lane says when it began and is its own until it ends. */
    CompletableFuture<?> issue(Lane lane);

    /** It ended well, with this answer. */
    default void answered(Lane lane, @Nullable Object answer, Meter meter) {}

    /** It failed. */
    default void failed(Lane lane) {}
}
