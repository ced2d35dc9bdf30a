package io.ratiskv.jepsen.show;

import io.ratiskv.client.KvClient;
import io.ratiskv.jepsen.cluster.Lookout;
import io.ratiskv.jepsen.statefulset.Manifest;
import io.ratiskv.jepsen.statefulset.StatefulSet;
import io.ratiskv.jepsen.workload.Clients;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A StatefulSet on this machine, from our manifests: everything that a Kubernetes does to it in a year, under a constant
 * load. Redundancy must be whole again within a minute each time.
 */
final class ShowStatefulSet {
    private static final List<String> ALL = List.of(
            "rolling-restart",
            "rescheduling",
            "moved-voter",
            "scale-up",
            "lost-volume",
            "slow-dns",
            "node-loss",
            "zone-loss",
            "scale-down",
            "power-loss");

    private final Figures figures;
    private final long seed;
    private final double rate;
    private final List<String> steps;
    private final Duration within;
    private final Duration lookUp;
    private final Duration lag;
    private final int scaleTo;
    private final String hosts;
    private final Manifest manifest;
    private final Random random;

    ShowStatefulSet(Options options, Figures figures) {
        this.figures = figures;
        seed = options.number("seed", System.nanoTime() & 0xffff);
        rate = options.count("rate", 100);
        steps = steps(options.text("steps", String.join(",", ALL)));
        within = Duration.ofSeconds(options.number("within-seconds", 60));
        lookUp = Duration.ofMillis(options.number("look-up-ms", 2_000));
        lag = Duration.ofMillis(options.number("dns-lag-ms", 500));
        Manifest ours = Manifest.of(options.text("overlay", "three"));
        hosts = options.text("hosts", "auto");
        scaleTo = options.count("scale-to", ours.replicas() + 2);
        manifest = options.text("pace", "manifest").equals("hasty") ? ours.hasty() : ours;
        random = new Random(seed);
        options.refuseOthers();
    }

    private static List<String> steps(String text) {
        List<String> chosen = Arrays.asList(text.split(","));
        for (String step : chosen) {
            if (!ALL.contains(step)) {
                throw new IllegalArgumentException("no step " + step + "; there are " + ALL);
            }
        }
        return chosen;
    }

    boolean run() {
        figures.title("A StatefulSet of " + manifest.replicas() + ", seed " + seed);
        try (StatefulSet set = new StatefulSet("show-statefulset", manifest, hosts, scaleTo, lag, random)) {
            figures.line("pods have", "%s", set.network());
            set.begin();
            figures.line("first start, whole after", "%.1f s", seconds(set.awaitWhole(StatefulSet.READY_TIMEOUT)));
            boolean held;
            try (Lookout lookout = Lookout.over(set::pods);
                    ConstantLoad load = ConstantLoad.start(set.endpoints(), set.directory(), rate, seed);
                    KvClient operator = Clients.open(set.endpoints(), "operator")) {
                Phases phases = new Phases(figures, load);
                for (String step : steps) {
                    phases.run(step, () -> {
                        String what = step(set, operator, step);
                        Duration whole = set.awaitWhole(within);
                        return String.format("whole again %.1f s after it: %s", seconds(whole), what);
                    });
                }
                held = phases.finish();
                held &= Phases.tell(figures, lookout.verdict());
            }
            return held;
        } catch (IllegalStateException e) {
            figures.line("FAILED", "%s", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private String step(StatefulSet set, KvClient operator, String step) {
        switch (step) {
            case "rolling-restart" -> {
                return String.format("a pod was away for %.1f s at most", seconds(set.rollingRestart()));
            }
            case "rescheduling" -> set.restart(random.nextInt(set.pods().size()));
            case "scale-up" -> {
                while (set.pods().size() < scaleTo) {
                    set.scaleUp(operator);
                }
            }
            case "scale-down" -> {
                while (set.pods().size() > manifest.replicas()) {
                    set.scaleDown(operator);
                }
            }
            case "lost-volume" -> set.loseVolume(random.nextInt(set.pods().size()));
            case "node-loss" -> set.loseNode(random.nextInt(set.pods().size()));
            case "zone-loss" -> {
                return "lost " + set.loseZone().stream().map(pod -> pod.id()).toList();
            }
            case "power-loss" -> set.losePower();
            case "moved-voter" -> {
                return MovedVoter.asked(set, operator, within);
            }
            case "slow-dns" -> {
                return slowNames(set);
            }
            default -> throw new IllegalArgumentException(step);
        }
        return set.places();
    }

    /** A pod comes back at another address while each look-up takes seconds. */
    private String slowNames(StatefulSet set) {
        set.slowNames(lookUp);
        try {
            set.restart(random.nextInt(set.pods().size()));
            Duration whole = set.awaitWhole(within);
            return String.format("while look-ups take %d ms, whole %.1f s after it", lookUp.toMillis(), seconds(whole));
        } finally {
            figures.line("slow look-ups", "%d", set.quickNames());
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
