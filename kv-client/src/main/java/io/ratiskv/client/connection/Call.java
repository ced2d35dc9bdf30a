package io.ratiskv.client.connection;

import java.util.concurrent.CompletableFuture;

/**
 * A call under way. Completes on the network thread, with a {@code KvException} if it fails: for the shells of this
 * client, which hand results on, never for user code.
 */
public class Call<T> extends CompletableFuture<T> {
    private volatile Runnable onGiveUp = () -> {};

    void onGiveUp(Runnable action) {
        onGiveUp = action;
    }

    /**
     * Runs {@code action} when it has ended, however. Not {@code whenComplete}: that makes a future of its own, which wraps a
     * failure in another with a stack, for nobody.
     */
    void onEnd(Runnable action) {
        handle((value, failure) -> {
            action.run();
            return true;
        });
    }

    /** Nobody waits any more: ends soon, as if the deadline had passed now. */
    public void giveUp() {
        onGiveUp.run();
    }
}
