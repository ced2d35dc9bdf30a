package io.ratiskv.client.connection;

import io.netty.channel.EventLoop;

/** What every call needs of the client it belongs to. */
interface Network {
    EventLoop loop();

    Members members();

    RetryPolicy policy();

    RetryBudget retries();

    /** Any thread. */
    Throttles throttles();

    /** Most bytes of an answer of several frames. */
    long answerBytesMax();

    /** A call begins or ends; those that live when the client is closed are told. */
    void live(RetryingCall call, boolean begins);
}
