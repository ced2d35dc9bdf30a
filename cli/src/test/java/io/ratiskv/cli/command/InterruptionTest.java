package io.ratiskv.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ratiskv.cli.session.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InterruptionTest {
    private final FakeProcess process = new FakeProcess();

    /** A process that ends when the test says so. */
    private static final class FakeProcess implements Interruption.Ending {
        private final List<Thread> hooks = new ArrayList<>();
        private final CompletableFuture<Integer> halted = new CompletableFuture<>();
        private boolean ending;

        @Override
        public void hook(Thread hook) {
            hooks.add(hook);
        }

        @Override
        public void unhook(Thread hook) {
            if (ending) {
                throw new IllegalStateException("Shutdown in progress");
            }
            hooks.remove(hook);
        }

        @Override
        public void halt(int exitCode) {
            halted.complete(exitCode);
        }

        /** It was told to end; its hooks have not begun to run. */
        void ends() {
            ending = true;
        }

        void runHooks() {
            hooks.forEach(Thread::start);
        }
    }

    @Test
    void what_ends_by_itself_leaves_the_process_alone() {
        try (Interruption interruption = new Interruption(() -> {}, process)) {
            assertThat(interruption.endsWith(ExitCode.OK)).isEqualTo(ExitCode.OK);
            assertThat(process.hooks).hasSize(1);
        }
        assertThat(process.hooks).isEmpty();
    }

    @Test
    void the_process_ends_with_the_last_word_of_what_was_told_to_stop() {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        try (Interruption interruption = new Interruption(() -> stopped.complete(true), process)) {
            process.ends();
            process.runHooks();
            await().until(stopped::isDone);
            assertThat(interruption.isAsked()).isTrue();
            assertThat(process.halted).isNotDone();
            interruption.endsWith(ExitCode.REJECTED);
        }
        assertThat(process.halted.join()).isEqualTo(ExitCode.REJECTED);
    }

    @Test
    void a_process_that_is_told_to_end_just_as_it_ends_by_itself_ends_as_it_would_have() {
        try (Interruption interruption = new Interruption(() -> {}, process)) {
            interruption.endsWith(ExitCode.OK);
            process.ends();
        }
        process.runHooks();
        assertThat(process.halted.join()).isEqualTo(ExitCode.OK);
    }
}
