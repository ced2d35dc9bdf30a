package io.ratiskv.jepsen.show;

import io.ratiskv.jepsen.matrix.MatrixCommand;
import io.ratiskv.jepsen.nemesis.Nemeses;
import io.ratiskv.jepsen.statefulset.NamedJvm;
import io.ratiskv.jepsen.workload.Workloads;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code bin/jepsen run} and {@code bin/jepsen show-counter --increments=2000}: starts a run or a show. Exit code 0: it found
 * what it promises; 1: it did not; 2: asked wrongly; 3: a run of which nothing can be said.
 */
public final class Shows {
    private static final String USAGE = """
            bin/jepsen run [--name=value ...]     real members, real faults, judged histories; a page for each round

              --minutes=N | --seconds=N          how long faults are at work in all; default 1 minute
              --round-seconds=180                longest round: a new cluster, and a seed one higher, for each
              --members=3                        1, 3 or 5
              --workloads=all                    of %s
              --faults=process                   names and groups, comma-separated, -NAME takes one out again; none; all;
                                                 network = partition, packets and proxy;
                                                 %s
              --interval-ms=5000                 from one fault to the next, on average
              --hosts=auto                       members as hosts in network namespaces: yes, no, auto (if it can be)
              --rate=400                         calls a second of all workloads together; 0: as fast as answers come
              --seed=S                           replays choices; default: the clock. Printed
              --name=run                         of the directory below jepsen-tests/target/jepsen-runs
              --sabotage=MECHANISM               the members do without it: what must be seen then is a violation

              Exit code 0: valid, 1: a violation, 2: asked wrongly, 3: too little happened, or a judge met a limit.

            bin/jepsen matrix [--name=value ...]  breaks one mechanism after the other, each must be noticed within 10 + 20 + 30 s
                                                  at work; then the same runs with nothing broken, which must find nothing

              --only=ratis-read,no-sessions      some mutants; default: all
              --clean-seeds=1                    runs of each plan with nothing broken
              --seed=1                           of the first run of each; the next ones count on

            bin/jepsen SHOW [--name=value ...]    measurements that print figures and judge themselves

              show-counter    increments by many clients, exactly once, through a lossy proxy, leader killed again and again
                              --increments=200000 --clients=50 --in-flight=8 --drop=0.3 --duplicate=0.1
                              --kill-every-ms=5000 --attempt-timeout-ms=100 --seed=1
                              --sabotage=no-sessions  expects that increments count twice
              show-failover   time without a successful write after kill -9 of the leader
                              --trials=10 --threads=8
              show-wiped      time for a wiped follower of an idle cluster to be whole again
                              --keys=20000 --value-bytes=256 --trials=3
              show-load       many keys: time, memory, restart, snapshot
                              --keys=1000000 --value-bytes=256 --clients=4 --in-flight=256
              show-backup     a backup under load, verified, restored to five members and to one; what old clients see
                              --keys=1000000 --value-bytes=256 --clients=4 --in-flight=64
              show-checkers   how fast the checkers judge good histories, and their heap; starts no members
                              --sizes=1000,10000,100000 --clients=30 --seed=1
              show-watch      nine predicates of watches: leaders killed, connections cut, history compacted, snapshots installed
                              --rounds=3 --seconds=60 --interval-ms=4000 --seed=1 --faults=… --sabotage=…
              show-stuck      watchers that never read, beside some that do: heap of the member, delay of the others
                              --stuck=1000 --healthy=10 --rate=200 --seconds=30 --value-bytes=1024
              show-fanout     one writer, many watchers of one prefix: events a second, from put to event
                              --watchers=1000 --clients=10 --seconds=20 --rate=20 --in-flight=8 --value-bytes=100
              show-leases     leaders change again and again, clocks jump by an hour: no lease early, how late the latest
                              --changes=500 --clock-every=4 --rest-ms=150 --rate=120 --seed=1
              show-locks      holders stopped for 0.5 to 3 times their time to live, with fences and without
                              --rounds=1000 --unfenced-rounds=200 --processes=3 --locks=12 --ttl-ms=600 --seed=1
              show-disconnects  a client cut off again and again: no event lost or repeated, threads and heap flat
                              --disconnects=10000 --watches=10 --rate=200
              show-full-disk  disks, then a quota, filled by writers until refused and recovered with client deletes only
                              --disk-mib=256 --quota-mib=128 --clients=4 --value-bytes=32768 --refused-seconds=10
              show-rolling    all members restarted one after the other under load of clients with default settings: failed requests, stalls
                              --rounds=5 --members=3 --threads=4 --closed-rate=400 --rate=400 --rest-ms=3000 --deadline-ms=2000
              show-upgrade    members of an older build become members of this one, back, and forth, under load
                              --old=DIRECTORY (of its jars, or its source tree after bin/jepsen help) --rate=200 --rest-ms=3000 --deadline-ms=2000

              show-members    three members become five and three again under load: added, leadership moved, a dead one
                              replaced, the leader removed; failed requests, longest stall, linearizability
                              --rounds=1 --rate=200 --seed=1
              show-statefulset  our StatefulSet on this machine, in network namespaces or (--hosts=no) on loopback addresses, with
                              names that lag, under load: rolling restart, rescheduling, a moved voter, scaling, lost volume, slow DNS, node, zone and power loss; whole again within a minute
                              --steps=rolling-restart,zone-loss,... --overlay=three --scale-to=5 --rate=100 --pace=manifest|hasty
                              --within-seconds=60 --look-up-ms=2000 --dns-lag-ms=500 --hosts=auto --seed=S
              show-healing    random sequences of what befalls pods and their disks: whole again by itself, nothing lost
                              --mishaps=address-change,wiped-idle,wiped-leader,swapped-disks,stale-disk,older-disk,removed-and-added
                              --sequences=50 --steps=4 --within-seconds=60 --hosts=auto --seed=S

            Each show takes --heap=512m (of each member). Logs and data stay in jepsen-tests/target/jepsen-runs.
            """;

    /** Groups of groups: the usage names them without their kinds. */
    private static final Set<String> WIDE_GROUPS = Set.of("all", "network");

    /** Shows that look up names which exist in their own world only. */
    private static final Set<String> WITH_NAMES = Set.of("show-statefulset", "show-healing");

    private Shows() {}

    private static String usage() {
        String groups = Nemeses.groups().entrySet().stream()
                .filter(group -> !WIDE_GROUPS.contains(group.getKey()))
                .map(group -> group.getKey() + ": " + String.join(" ", group.getValue()))
                .collect(Collectors.joining("\n" + " ".repeat(37)));
        return USAGE.formatted(String.join(",", Workloads.names()), groups);
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        String show = args.length == 0 ? "" : args[0];
        if (WITH_NAMES.contains(show) && !NamedJvm.here()) {
            return NamedJvm.run(Shows.class.getName(), List.of(args), ProcessBuilder.Redirect.INHERIT);
        }
        if (show.equals("help") || show.equals("--help") || show.equals("-h")) {
            System.out.print(usage());
            return 0;
        }
        Figures figures = new Figures(System.out);
        try {
            Options options = Options.parse(args, Math.min(1, args.length));
            if (show.equals("matrix")) {
                return matrix(options) ? 0 : 1;
            }
            if (show.equals("run")) {
                return new RunCommand(options, System.out).run();
            }
            boolean held = switch (show) {
                case "show-counter" -> new ShowCounter(options, figures).run();
                case "show-failover" -> new ShowFailover(options, figures).run();
                case "show-wiped" -> new ShowWiped(options, figures).run();
                case "show-load" -> new ShowLoad(options, figures).run();
                case "show-backup" -> new ShowBackup(options, figures).run();
                case "show-checkers" -> new ShowCheckers(options, figures).run();
                case "show-watch" -> new ShowWatch(options, figures).run();
                case "show-stuck" -> new ShowStuck(options, figures).run();
                case "show-fanout" -> new ShowFanout(options, figures).run();
                case "show-leases" -> new ShowLeases(options, figures).run();
                case "show-locks" -> new ShowLocks(options, figures).run();
                case "show-full-disk" -> new ShowFullDisk(options, figures).run();
                case "show-members" -> new ShowMembers(options, figures).run();
                case "show-statefulset" -> new ShowStatefulSet(options, figures).run();
                case "show-healing" -> new ShowHealing(options, figures).run();
                case "show-disconnects" -> new ShowDisconnects(options, figures).run();
                case "show-rolling" -> new ShowRolling(options, figures).run();
                case "show-upgrade" -> new ShowUpgrade(options, figures).run();
                default ->
                    throw new IllegalArgumentException(
                            show.isEmpty() ? "which show?" : "no such show: " + Arrays.toString(args));
            };
            figures.title(held ? "HELD" : "NOT HELD");
            return held ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + usage());
            return 2;
        }
    }

    private static boolean matrix(Options options) {
        String only = options.text("only", "");
        int cleanSeeds = options.count("clean-seeds", 1);
        long seed = options.number("seed", 1);
        options.refuseOthers();
        return MatrixCommand.run(only, cleanSeeds, seed, System.out);
    }
}
