package io.ratiskv.server.propose;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.LogFormats;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Which commands may be proposed: those in formats that every member reads, since a member that does not know an entry
 * can only stop. What was applied once may be proposed for ever: whoever does not read it has stopped already.
 *
 * <p>Thread: any; never blocks.
 */
public final class FormatGate {
    private final LogFormats formats;
    private final IntSupplier applied;
    private volatile int everybodyReads;

    /** @param applied newest format in this member's state */
    public FormatGate(LogFormats formats, IntSupplier applied) {
        this.formats = formats;
        this.applied = applied;
        this.everybodyReads = formats.oldest();
    }

    /** One that lets pass all that this build knows, where there is no other member. */
    public static FormatGate open(LogFormats formats) {
        return new FormatGate(formats, formats::newest);
    }

    /** What all members of the configuration are known to read; the oldest, as long as one has not told. */
    public void everybodyReads(int format) {
        everybodyReads = format;
    }

    /** Newest format that may be proposed now. */
    public int newest() {
        return Math.max(formats.oldest(), Math.min(formats.newest(), Math.max(everybodyReads, applied.getAsInt())));
    }

    /** Whether nothing that members tell can change anything any more. */
    public boolean settled() {
        return applied.getAsInt() >= formats.newest();
    }

    /** Why this command is not proposed now, if so. */
    public Optional<Refusal> refusal(Command command) {
        int needed = formats.neededBy().applyAsInt(command);
        int newest = newest();
        return needed <= newest
                ? Optional.empty()
                : Optional.of(new Refusal(
                        ErrorCode.UNSUPPORTED_COMMAND,
                        "this command is new in log format " + needed
                                + ", and not every member is known to read more than " + newest
                                + ": upgrade the others first, and see that all of them run ('kvctl doctor')",
                        "",
                        0,
                        newest,
                        needed,
                        0,
                        null,
                        null));
    }

    /** The format that this command needs. */
    int neededBy(Command command) {
        return formats.neededBy().applyAsInt(command);
    }

    /** The format of an entry that needs nothing. */
    int least() {
        return formats.oldest();
    }
}
