package io.ratiskv.jepsen.workload;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.client.Outcome;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.Completion;
import io.ratiskv.jepsen.history.EdnForm;
import io.ratiskv.jepsen.history.EdnWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What workloads have in common: threads that make calls when the meter lets them, each call recorded exactly as the client
 * claimed it ended.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
abstract class RecordedWorkload<I, O> implements Workload {
    private static final long STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    final WorkloadSetup setup;
    private final String name;
    private final CallRecorder<I, O> recorder;
    private final List<Session> sessions = new ArrayList<>();
    private @Nullable Workers workers;

    RecordedWorkload(String name, WorkloadSetup setup) {
        this.name = name;
        this.setup = setup;
        this.recorder = new CallRecorder<>(setup.beganNanos());
        for (int i = 0; i < setup.threads(); i++) {
            sessions.add(new Session(i));
        }
    }

    /** One call, or a few that belong together. */
    abstract void step(Session session);

    /** The calls that show how it all ended; nobody else calls any more. Nothing unless overridden. */
    void readFinally(Session session) {}

    /** How other people's checkers read such a history; null: none does, and it is written for people. */
    @Nullable
    EdnForm<I, O> form() {
        return null;
    }

    /** Judges. */
    abstract List<Verdict> judge(List<Call<I, O>> calls);

    /** Where calls go that are made by others than the sessions. */
    final CallRecorder<I, O> recorder() {
        return recorder;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final void start() {
        workers = Workers.start(sessions.size(), name, thread -> {
            if (setup.meter().mayBegin()) {
                step(sessions.get(thread));
            } else if (setup.meter().stopped()) {
                LockSupport.parkNanos(STANDSTILL_NANOS);
            }
        });
    }

    @Override
    public final WorkloadResult finish() {
        setup.meter().stop();
        if (workers != null) {
            workers.stop();
        }
        List<Verdict> verdicts = new ArrayList<>();
        try {
            readFinally(sessions.get(0));
        } catch (KvException e) {
            // What was recorded may show a violation all the same, but nobody may call the whole valid.
            verdicts.add(Verdict.unknown("final-reads", 0, describe(e)));
        }
        List<Call<I, O>> calls = recorder.calls();
        write(calls);
        verdicts.addAll(judge(calls));
        return new WorkloadResult(name, List.copyOf(calls), verdicts);
    }

    private void write(List<Call<I, O>> calls) {
        EdnForm<I, O> form = form();
        if (form != null) {
            EdnWriter.write(calls, form, setup.directory().resolve("history.edn"));
            return;
        }
        try {
            Files.write(
                    setup.directory().resolve("history.txt"),
                    calls.stream().map(Call::describe).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * How a call ended.
     *
     * @param output null unless {@code OK}
     * @param failure what the client threw; null if it answered
     */
    record Ended<O>(
            Completion how, @Nullable O output, @Nullable KvException failure) {
        boolean ok() {
            return how == Completion.OK;
        }

        boolean unknown() {
            return how == Completion.INFO;
        }
    }

    /** One thread: a logical client after the other, as unknown outcomes use them up. Thread: its own. */
    final class Session {
        private final int number;
        private final Random random;
        private int process = recorder.newProcess();

        private Session(int number) {
            this.number = number;
            this.random = new Random(setup.seed() * 31 + number);
        }

        int number() {
            return number;
        }

        Random random() {
            return random;
        }

        /** The client of the whole cluster that this thread uses. */
        KvClient client() {
            return setup.clients().get(number % setup.clients().size());
        }

        /** A client of one member, another one each time. */
        KvClient anyPinned() {
            return setup.pinned().get(random.nextInt(setup.pinned().size()));
        }

        /**
         * Makes a call and records how it ended.
         *
         * @param body makes it; null: the store answered that it did not do it, a mismatch for instance
         */
        Ended<O> call(String function, I input, Supplier<@Nullable O> body) {
            CallRecorder<I, O>.OpenCall open = recorder.begin(process, function, input);
            Ended<O> ended;
            String note = "";
            try {
                O output = body.get();
                ended = new Ended<>(output == null ? Completion.FAIL : Completion.OK, output, null);
            } catch (KvException e) {
                note = describe(e);
                // As the client claims, word for word; a wrong claim is for the checkers to find. Applied, but without
                // its
                // answer, cannot be put down as OK: there is nothing to check. That is the one claim that is not used.
                boolean not = e.outcome() == Outcome.NOT_APPLIED;
                ended = new Ended<>(not ? Completion.FAIL : Completion.INFO, null, e);
            }
            switch (ended.how()) {
                case OK -> open.ok(java.util.Objects.requireNonNull(ended.output()));
                case FAIL -> open.failed(note.isEmpty() ? "refused" : note);
                case INFO -> {
                    open.unknown(note);
                    process = recorder.newProcess();
                }
            }
            setup.meter().ended(function, ended.how());
            return ended;
        }
    }

    static String describe(KvException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
