package io.ratiskv.jepsen.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends faults as its {@link Plan} says, until it is stopped; then every fault is ended and everything healed. A
 * machine that is slow only moves the times: the sequence of choices stays that of the seed, and so do the pauses between
 * their begins. What came late moves all that follows; made up for, it would be a wave of faults, and a cluster that serves
 * nobody until the plan has caught up. A fault whose turn has come
 * waits while its own kind is at work, while too many are, and, if it wants to be alone, while any is.
 *
 * <p>A fault can meet nothing because another one is at work: no disk is synced while nobody leads. So kinds that have left
 * no evidence by the end are tried again before the healing, one at a time and each time for longer: stop it while workloads
 * are still at work.
 *
 * <p>Thread: its own; public methods by one.
 */
public final class Schedule implements AutoCloseable {
    /** Tries again at the end to see a kind that left no evidence; each lasts twice as long as the one before. */
    static final int TRIES_AT_THE_END = 4;

    private final Map<String, Nemesis> nemeses = new TreeMap<>();
    private final Plan plan;
    private final Pace pace;
    private final Timeline timeline;
    private final Runnable healEverything;
    private final List<Running> running = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopAsked = lock.newCondition();
    private final long beganNanos = System.nanoTime();
    private final Thread thread;
    // How far the times of the plan have moved. Of our own thread.
    private long behindNanos;
    private boolean stopping;

    private record Running(Nemesis nemesis, Timeline.Entry entry, long endsNanos) {}

    private Schedule(Collection<Nemesis> chosen, Pace pace, long seed, Timeline timeline, Runnable healEverything) {
        chosen.forEach(nemesis -> nemeses.put(nemesis.name(), nemesis));
        this.plan = new Plan(seed, nemeses.keySet(), pace);
        this.pace = pace;
        this.timeline = timeline;
        this.healEverything = healEverything;
        this.thread = new Thread(this::run, "schedule");
        thread.setDaemon(true);
    }

    /**
     * Starts one.
     *
     * @param chosen kinds of fault, all of them available
     * @param timeline told of every fault and every problem
     * @param healEverything called at the end, after each fault was ended: {@link Nemeses#heal}
     */
    public static Schedule start(
            Collection<Nemesis> chosen, Pace pace, long seed, Timeline timeline, Runnable healEverything) {
        Schedule schedule = new Schedule(chosen, pace, seed, timeline, healEverything);
        schedule.thread.start();
        return schedule;
    }

    /** Ends every fault, heals everything and returns when that is done; what did not work is in the timeline. */
    public void stop() {
        lock.lock();
        try {
            stopping = true;
            stopAsked.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            timeline.problem("interrupted before all faults were ended");
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void run() {
        try {
            Plan.Step next = plan.next();
            while (!isStopping()) {
                long now = System.nanoTime();
                Running due = firstDue(now);
                if (due != null) {
                    end(due);
                } else if (now - dueNanos(next) >= 0 && mayBegin(next)) {
                    begin(next);
                    next = plan.next();
                } else {
                    await(nextEvent(next, now) - now);
                }
            }
        } finally {
            // Last begun, first ended: what stands on another fault goes before it.
            while (!running.isEmpty()) {
                end(running.get(running.size() - 1));
            }
            timeline.unseen().forEach(this::tryAgain);
            guarded("healing", healEverything);
        }
    }

    /** Alone, until it leaves evidence. A kind that does not work at all is a problem of its own, and enough to know. */
    private void tryAgain(String kind) {
        Duration lasts = pace.lastsMin();
        for (int i = 0; i < TRIES_AT_THE_END && timeline.unseen().contains(kind); i++) {
            if (!timeline.problems().isEmpty()) {
                return;
            }
            begin(new Plan.Step(kind, Duration.ZERO, lasts, plan.next().seed()));
            LockSupport.parkNanos(lasts.toNanos());
            end(running.get(running.size() - 1));
            lasts = lasts.multipliedBy(2);
        }
    }

    private boolean mayBegin(Plan.Step step) {
        Nemesis nemesis = kind(step);
        boolean lonely = running.stream().anyMatch(r -> r.nemesis.alone()) || nemesis.alone();
        return running.size() < (lonely ? 1 : pace.atOnceMax())
                && running.stream().noneMatch(r -> r.nemesis == nemesis);
    }

    private Nemesis kind(Plan.Step step) {
        return Objects.requireNonNull(nemeses.get(step.nemesis()), "the plan knows our kinds only");
    }

    private void begin(Plan.Step step) {
        Nemesis nemesis = kind(step);
        Timeline.Entry entry = timeline.begin(nemesis.name(), "");
        behindNanos += System.nanoTime() - dueNanos(step);
        guarded("begin of " + nemesis.name(), () -> entry.what(nemesis.begin(new Random(step.seed()))));
        // Also one whose begin has failed: half of it may be there.
        running.add(new Running(nemesis, entry, System.nanoTime() + step.lasts().toNanos()));
    }

    private void end(Running fault) {
        running.remove(fault);
        guarded("end of " + fault.nemesis.name(), fault.nemesis::end);
        guarded("evidence of " + fault.nemesis.name(), () -> fault.entry.end(fault.nemesis.evidence()));
    }

    private void guarded(String what, Runnable action) {
        try {
            action.run();
        } catch (BrokenPromise e) {
            timeline.broken(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            timeline.problem(what + " failed: " + e);
        }
    }

    private @Nullable Running firstDue(long now) {
        return running.stream()
                .filter(fault -> fault.endsNanos - now <= 0)
                .findFirst()
                .orElse(null);
    }

    private long dueNanos(Plan.Step step) {
        return beganNanos + behindNanos + step.at().toNanos();
    }

    private long nextEvent(Plan.Step next, long now) {
        long begins = dueNanos(next);
        long event = begins - now > 0 ? begins : Long.MAX_VALUE;
        for (Running fault : running) {
            event = Math.min(event, fault.endsNanos);
        }
        return event;
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!stopping && left > 0) {
                left = stopAsked.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, it is to end.
            stopping = true;
        } finally {
            lock.unlock();
        }
    }
}
