package io.ratiskv.jepsen.cluster;

import java.time.Duration;

/** What was waited for did not come in time; whether it ever would have is not known. */
public final class WaitedInVainException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    WaitedInVainException(String what, Duration timeout) {
        super("waited " + timeout.toSeconds() + " s in vain for " + what);
    }
}
