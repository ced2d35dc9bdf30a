package io.ratiskv.server.transport;

import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.server.propose.RequestOrigin;
import java.util.function.Supplier;

/** Sees what goes over connections, for figures. Thread: any; called for every request, so it must cost next to nothing. */
public interface FrontEndObserver {
    FrontEndObserver NONE = new FrontEndObserver() {};

    default void connected() {}

    /** A whole request arrived, of so many bytes. */
    default void received(int bytes) {}

    /** Answers were handed to the operating system together. */
    default void sent(int frames, long bytes) {}

    /**
     * A request has its final answer; refusals included.
     *
     * @param freshNanos how long until what it reads was fresh enough; negative = it reads nothing, or never was
     */
    default void answered(RequestKind kind, long nanos, long freshNanos, RequestOrigin origin) {}

    /** So many bytes of answers had waited so long, the oldest of them at least, when the operating system took them. */
    default void flushed(long nanos, long bytes, Supplier<String> client) {}

    /** This member refused a request by itself. */
    default void refused(ErrorCode code) {}
}
