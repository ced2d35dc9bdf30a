package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.Recorded;
import io.ratiskv.jepsen.history.WatchAnswer;
import io.ratiskv.jepsen.history.WatchRequest;
import io.ratiskv.jepsen.history.WatchSpec;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher asked for last, and how far it has come since: each time it opens its watch, another life begins. Judges
 * nothing; whoever judges says here what is wrong. Thread: its judge's.
 */
final class WatcherLife {
    static final long UNKNOWN = -1;

    private final WatchFindings findings;
    private final int process;

    WatchSpec spec = WatchSpec.now("", "");

    /** Greatest revision that was acknowledged before it was opened. */
    long floor;

    /** Everything up to here was told, as the items say; {@link #UNKNOWN}: a watch from now that has told nothing yet. */
    long covered;

    boolean open;

    /** It has told nothing yet. */
    boolean fresh;

    /** It goes on where the one before it has ended. */
    boolean resumed;

    @Nullable
    Call<WatchRequest, WatchAnswer> opened;

    /** What it told last, in this life or one before. */
    @Nullable
    Call<WatchRequest, WatchAnswer> last;

    /** Keys that it has told to exist. */
    final Set<String> existing = new TreeSet<>();

    WatcherLife(WatchFindings findings, int process) {
        this.findings = findings;
        this.process = process;
    }

    void begin(Call<WatchRequest, WatchAnswer> call, WatchRequest.Open request, long acknowledged) {
        spec = request.spec();
        floor = acknowledged;
        covered = spec.start() == WatchSpec.Start.REVISION ? spec.startRevision() - 1 : UNKNOWN;
        open = true;
        fresh = true;
        resumed = request.resumed();
        opened = call;
        existing.clear();
    }

    /** Whether it is known up to where everything was told. */
    boolean isPlaced() {
        return covered != UNKNOWN;
    }

    /** Whether what it tells now is the first after it went on. */
    boolean isGoingOn() {
        return resumed && fresh;
    }

    void report(WatchPredicate predicate, String reason, @Nullable Recorded... shown) {
        findings.add(predicate, "watcher " + process + " " + spec + ": " + reason, shown);
    }
}
