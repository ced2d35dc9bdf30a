package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.checker.BankCheck;
import io.ratiskv.jepsen.checker.BoundedStaleness;
import io.ratiskv.jepsen.checker.CounterModel;
import io.ratiskv.jepsen.checker.Isolation;
import io.ratiskv.jepsen.checker.Limits;
import io.ratiskv.jepsen.checker.Linearizability;
import io.ratiskv.jepsen.checker.MonotonicSession;
import io.ratiskv.jepsen.checker.PhantomCheck;
import io.ratiskv.jepsen.checker.RegisterCalls;
import io.ratiskv.jepsen.checker.RegisterModel;
import io.ratiskv.jepsen.checker.RegisterZones;
import io.ratiskv.jepsen.checker.RevisionOrder;
import io.ratiskv.jepsen.checker.SetCheck;
import io.ratiskv.jepsen.checker.TransactionCycles;
import io.ratiskv.jepsen.checker.Verdict;
import io.ratiskv.jepsen.history.History;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;

/** How fast the checkers judge good histories of several sizes, and how much heap they need. */
final class ShowCheckers {
    private static final Limits LIMITS = Limits.DEFAULT.within(Duration.ofSeconds(30));
    private static final int ACCOUNTS = 8;
    private static final long EACH = 100;
    private static final int PLACES = 5;

    private final int[] sizes;
    private final int clients;
    private final long seed;
    private final Figures figures;
    private boolean allValid = true;

    ShowCheckers(Options options, Figures figures) {
        this.sizes = Arrays.stream(options.text("sizes", "1000,10000,100000").split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
        this.clients = options.count("clients", 30);
        this.seed = options.number("seed", 1);
        options.refuseOthers();
        this.figures = figures;
    }

    /** Whether every history was found valid. */
    boolean run() {
        for (int size : sizes) {
            figures.title(size + " operations, " + clients + " clients, 1 % without an answer");
            Supplier<GoodHistories> good = () -> new GoodHistories(seed, size, clients);
            History registers = good.get().registers(10);
            judge("linearizable, 10 registers", size, registers, h -> register(RegisterModel.plain(), h));
            judge(
                    "linearizable, 10 registers, versioned",
                    size,
                    registers,
                    h -> register(RegisterModel.versioned(), h));
            judge("register zones, 10 registers", size, registers, RegisterZones::verdict);
            judge("revision order, 10 registers", size, registers, RevisionOrder::verdict);
            judge("linearizable, 1 register", size, good.get().registers(1), h -> register(RegisterModel.plain(), h));
            judge(
                    "linearizable, 5 counters",
                    size,
                    good.get().counters(5),
                    h -> Linearizability.check("counter", new CounterModel(), h, LIMITS));
            judge(
                    "strict serializable, lists of 30",
                    size,
                    good.get().transactions(true, 30),
                    h -> TransactionCycles.check(h, Isolation.STRICT_SERIALIZABLE));
            judge(
                    "strict serializable, registers",
                    size,
                    good.get().transactions(false, 100),
                    h -> TransactionCycles.check(h, Isolation.STRICT_SERIALIZABLE));
            judge("set, 100 reads of everything", size, good.get().set(Math.max(1, size / 100)), SetCheck::verdict);
            judge("bank", size, good.get().bank(ACCOUNTS, EACH), h -> BankCheck.verdict(h, ACCOUNTS * EACH));
            judge("monotonic sessions", size, good.get().sessions(20), MonotonicSession::verdict);
            judge("bounded staleness", size, good.get().sessions(20), h -> BoundedStaleness.verdict(h, Duration.ZERO));
            judge("phantoms", size, good.get().places(PLACES), h -> PhantomCheck.verdict(h, PLACES));
        }
        return allValid;
    }

    private static Verdict register(RegisterModel model, History history) {
        return RegisterCalls.verdict("linearizable", model, history, LIMITS);
    }

    private <H> void judge(String name, int size, H history, Function<H, Verdict> checker) {
        System.gc();
        try (HeapPeak heap = HeapPeak.watch()) {
            long began = System.nanoTime();
            Verdict verdict = checker.apply(history);
            double seconds = Figures.seconds(System.nanoTime() - began);
            allValid &= verdict.valid();
            figures.line(
                    name,
                    "%-8s %8.3f s %,12.0f ops/s, heap +%.0f MiB over %.0f MiB%s",
                    verdict.result(),
                    seconds,
                    size / seconds,
                    Figures.mebibytes(heap.peakBytes() - heap.beforeBytes()),
                    Figures.mebibytes(heap.beforeBytes()),
                    verdict.valid() ? "" : ": " + verdict.summary());
        }
    }
}
