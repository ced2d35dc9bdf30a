package io.ratiskv.client.recipes;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Work on a thread of its own. */
final class Elsewhere {
    private Elsewhere() {}

    static <T> CompletableFuture<T> run(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(task.call());
                    } catch (Exception e) {
                        done.completeExceptionally(e);
                    }
                },
                "elsewhere");
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
