package io.ratiskv.server.transport;

import io.ratiskv.protocol.ErrorCode;

/** Sees what goes over connections, for figures. Thread: any; called for every request, so it must cost next to nothing. */
public interface FrontEndObserver {
    FrontEndObserver NONE = new FrontEndObserver() {};

    default void connected() {}

    /** A whole request arrived, of so many bytes. */
    default void received(int bytes) {}

    /** Answers were handed to the operating system together. */
    default void sent(int frames, long bytes) {}

    /** A request has its final answer; refusals included. */
    default void answered(RequestKind kind, long nanos) {}

    /** This member refused a request by itself. */
    default void refused(ErrorCode code) {}
}
