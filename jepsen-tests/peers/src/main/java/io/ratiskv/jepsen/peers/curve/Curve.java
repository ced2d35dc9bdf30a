package io.ratiskv.jepsen.peers.curve;

import io.ratiskv.jepsen.peers.rig.RigPlan;
import io.ratiskv.jepsen.peers.rig.Sheet;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be varied, in the order in which it is done. */
enum Curve {
    CLIENTS("operations outstanding, 1 to 4,000: put and linearizable get") {
        @Override
        Sheet measure(CurveScale scale, RigPlan plan, PrintStream progress) throws Exception {
            return new ClientsCurve(plan, progress).measure();
        }
    },
    VALUES("size of values, 16 B to 1 MiB: put and get, 16 outstanding") {
        @Override
        Sheet measure(CurveScale scale, RigPlan plan, PrintStream progress) throws Exception {
            return new ValuesCurve(plan, progress).measure();
        }
    },
    KEYS("number of keys, 10,000 to --keys-max: load, get and put, 256 outstanding") {
        @Override
        Sheet measure(CurveScale scale, RigPlan plan, PrintStream progress) throws Exception {
            return new KeysCurve(plan, progress).measure(scale.keysMax());
        }
    },
    MEMBERS("1, 3 and 5 members: put and get") {
        @Override
        Sheet measure(CurveScale scale, RigPlan plan, PrintStream progress) throws Exception {
            return new MembersCurve(plan, progress).measure();
        }
    },
    WATCHERS("watchers of one prefix, 1 to 3,000, 16 puts under way") {
        @Override
        Sheet measure(CurveScale scale, RigPlan plan, PrintStream progress) throws Exception {
            return new WatchersCurve(plan, progress).measure();
        }
    },
    MEMORY("bytes of a key, a session, a watcher, a connection") {
        @Override
        Sheet measure(CurveScale scale, RigPlan plan, PrintStream progress) throws Exception {
            return new MemoryCurve(plan, progress).measure();
        }
    };

    private final String sentence;

    Curve(String sentence) {
        this.sentence = sentence;
    }

    abstract Sheet measure(CurveScale scale, RigPlan plan, PrintStream progress) throws Exception;

    String typed() {
        return name().toLowerCase(Locale.ROOT);
    }

    String sentence() {
        return sentence;
    }

    /**
     * Curves as they are typed; none: all.
     *
     * @throws IllegalArgumentException with a sentence that names the word
     */
    static List<Curve> parse(List<String> words) {
        if (words.isEmpty()) {
            return List.of(values());
        }
        return words.stream().distinct().map(Curve::parse).toList();
    }

    private static Curve parse(String word) {
        return Arrays.stream(values())
                .filter(curve -> curve.typed().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no curve; there are "
                        + String.join(
                                ", ", Arrays.stream(values()).map(Curve::typed).toList())));
    }
}
