package io.ratiskv.client;

import java.time.Duration;
import java.util.List;

/** No member could prove its state to be as fresh as a bounded read asked. */
public final class StaleReadException extends UnavailableException {
    private static final long serialVersionUID = 1;

    private final Duration age;

    public StaleReadException(String message, Duration age, List<Tried> tried) {
        super(message, tried, null);
        this.age = age;
    }

    /** Age of the state of the member that was asked last. */
    public Duration age() {
        return age;
    }
}
