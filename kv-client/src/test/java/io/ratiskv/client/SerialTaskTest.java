package io.ratiskv.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerialTaskTest {
    private static final int RUNS = 200_000;

    private int runs;
    private SerialTask task;

    private void countTo(int last, Runnable then) {
        if (++runs < last) {
            task.request();
        } else {
            then.run();
        }
    }

    @Test
    void an_executor_that_runs_on_its_caller_does_not_grow_the_stack() {
        task = new SerialTask(Runnable::run, () -> countTo(RUNS, () -> {}));
        task.request();
        assertThat(runs).isEqualTo(RUNS);
        runs = RUNS - 2;
        task.request();
        assertThat(runs).isEqualTo(RUNS);
    }

    @Test
    void others_that_share_the_executor_get_their_turn_between_two_runs() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        List<String> order = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        task = new SerialTask(single, () -> {
            order.add("task");
            if (runs == 0) {
                single.execute(() -> order.add("other"));
            }
            countTo(2, () -> done.complete(null));
        });
        task.request();
        done.get(10, TimeUnit.SECONDS);
        single.shutdown();
        assertThat(single.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("task", "other", "task");
    }
}
