package io.ratiskv.server.watch;

/** A client's connection, as far as its watches need it; one object for each connection. Thread: any. Never blocks. */
public interface WatchLink {
    /** Sends what its watches were told since the last time. */
    void flush();

    /** Whether the client takes what it is sent. */
    boolean isWritable();

    /** Runs {@code resume} once, on any thread, when the client takes more again or is gone. At once if so already. */
    void whenWritable(Runnable resume);

    /** {@code host:port} of the client. */
    String remote();

    /** What the client called itself. */
    String clientName();
}
