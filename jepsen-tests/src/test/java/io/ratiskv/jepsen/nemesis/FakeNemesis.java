package io.ratiskv.jepsen.nemesis;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Does nothing but tell; all of them share a list of what was called. */
final class FakeNemesis implements Nemesis {
    final List<String> calls;
    private final String name;
    private final boolean alone;
    private volatile boolean begun;
    volatile boolean failsToBegin;
    volatile boolean failsToEnd;
    volatile BooleanSupplier leavesEvidence = () -> true;
    private boolean seen;

    FakeNemesis(String name, boolean alone, List<String> calls) {
        this.name = name;
        this.alone = alone;
        this.calls = calls;
    }

    static List<String> calls() {
        return new CopyOnWriteArrayList<>();
    }

    boolean begun() {
        return begun;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean alone() {
        return alone;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public String begin(Random random) {
        begun = true;
        String choice = name + " " + random.nextInt(1000);
        calls.add("begin " + choice);
        if (failsToBegin) {
            throw new IllegalStateException(name + " cannot begin");
        }
        return choice;
    }

    @Override
    public void end() {
        calls.add("end " + name);
        seen = leavesEvidence.getAsBoolean();
        if (failsToEnd) {
            throw new IllegalStateException(name + " cannot end");
        }
        begun = false;
    }

    @Override
    public Optional<String> evidence() {
        return seen ? Optional.of("seen") : Optional.empty();
    }
}
