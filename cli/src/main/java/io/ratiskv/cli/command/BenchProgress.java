package io.ratiskv.cli.command;

import io.ratiskv.cli.bench.load.Progress;
import io.ratiskv.cli.session.Console;
import java.util.Locale;

/**
 * Says on standard error how a benchmark goes: on a terminal a line that is drawn over, else a line for each phase.
 *
 * <p>Thread: the run's.
 */
final class BenchProgress implements Progress {
    private final Console console;
    private String name = "";
    private String lastPhase = "";

    BenchProgress(Console console) {
        this.console = console;
    }

    /** What comes now. */
    void begin(String newName) {
        name = newName;
        lastPhase = "";
    }

    @Override
    public void at(Moment moment) {
        String phase = spoken(moment.phase());
        if (console.errIsTerminal()) {
            console.err().print("\r\033[K" + line(phase, moment));
            console.err().flush();
        } else if (!phase.equals(lastPhase)) {
            console.note(name + ": " + phase);
        }
        lastPhase = phase;
    }

    void end() {
        if (console.errIsTerminal()) {
            console.err().print("\r\033[K");
            console.err().flush();
        }
    }

    private String line(String phase, Moment moment) {
        String line = String.format(
                Locale.ROOT,
                "%s: %s, %.1f s, %,.0f/s, %,d done",
                name,
                phase,
                moment.seconds(),
                moment.perSecond(),
                moment.operations());
        return moment.errors() == 0 ? line : line + String.format(Locale.ROOT, ", %,d errors", moment.errors());
    }

    private static String spoken(Progress.Phase phase) {
        return switch (phase) {
            case LOADING -> "loading";
            case WARMING_UP -> "warming up";
            case MEASURING -> "measuring";
            case DRAINING -> "waiting for what is outstanding";
        };
    }
}
