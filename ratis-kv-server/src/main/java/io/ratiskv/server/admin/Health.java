package io.ratiskv.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers to the three questions of an orchestrator. Before the rooms are there to be looked at, a member lives, has
 * not started and is not ready.
 *
 * <p>Thread: any.
 */
public final class Health {
    /** A question: has it started, does it live, is it ready? */
    public enum Question {
        STARTUP,
        LIVENESS,
        READINESS
    }

    /** Looks at the member; must not block. */
    public interface Source {
        /** Only what this process is to blame for, and only what a restart mends. */
        List<Check> liveness();

        /** Whether clients are well served here. */
        List<Check> readiness();
    }

    private static final Check STARTING =
            Check.of("started", false, "recovering the log and the store; clients are not served yet");
    private static final Check STARTED = Check.of("started", true, "clients are served");
    private static final Check DRAINING = Check.of("draining", false, "this member is stopping");

    private volatile Supplier<List<Check>> liveness = List::of;
    private volatile Supplier<List<Check>> readiness = List::of;
    private volatile boolean started;
    private volatile boolean draining;
    private volatile @Nullable String fault;

    /** There is something to look at. */
    public void lookAt(Source source) {
        liveness = source::liveness;
        readiness = source::readiness;
    }

    /** Clients are served from now on. */
    public void started() {
        started = true;
    }

    /** This process cannot go on; it may not even get to end by itself. */
    public void fault(String sentence) {
        fault = sentence;
    }

    /** Clients are to go elsewhere from now on. */
    public void draining() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    public List<Check> ask(Question question) {
        return switch (question) {
            case STARTUP -> List.of(started ? STARTED : STARTING);
            case LIVENESS -> {
                String sentence = fault;
                List<Check> checks = new ArrayList<>();
                checks.add(Check.of("fault", sentence == null, sentence == null ? "none" : sentence));
                checks.addAll(liveness.get());
                yield checks;
            }
            case READINESS -> {
                List<Check> checks = new ArrayList<>();
                checks.add(started ? STARTED : STARTING);
                if (draining) {
                    checks.add(DRAINING);
                }
                checks.addAll(readiness.get());
                yield checks;
            }
        };
    }

    public boolean says(Question question) {
        return ask(question).stream().allMatch(Check::passed);
    }
}
