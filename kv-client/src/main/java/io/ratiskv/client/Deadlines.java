package io.ratiskv.client;

import io.ratiskv.client.connection.Call;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waiting for calls. */
final class Deadlines {
    private Deadlines() {}

    static Duration checked(Duration deadline) {
        return KvClientBuilder.within("deadline", deadline, Duration.ofMillis(1), Duration.ofHours(1));
    }

    /**
     * What the call answers. The call ends by itself at its deadline, so no time is given here; an interrupt makes it
     * end at once, with whatever can be said then.
     */
    static <T> T await(Call<T> call) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return call.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    call.giveUp();
                } catch (ExecutionException e) {
                    throw forCaller(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #await}, for what nobody needs to be told: who is interrupted waits no longer, and the call goes on. */
    static void awaitOrLeave(Call<?> call) {
        try {
            call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw forCaller(e.getCause());
        }
    }

    /** What steps that have no common deadline lead to; whoever is interrupted waits no longer, and is told so. */
    static boolean awaitEnd(CompletableFuture<Boolean> steps) {
        try {
            return steps.get();
        } catch (InterruptedException e) {
            steps.cancel(false);
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted; what was begun goes on", List.of(), null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException own && !(own instanceof KvException)) {
                throw own; // Of the caller's own listener.
            }
            throw forCaller(e.getCause());
        }
    }

    static RuntimeException forCaller(@Nullable Throwable cause) {
        if (cause instanceof KvException failure) {
            // Made on the network thread, whose stack tells the caller nothing.
            failure.setStackTrace(new Throwable().getStackTrace());
            return failure;
        }
        return new IllegalStateException("the client is at fault", cause);
    }
}
