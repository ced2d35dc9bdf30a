package io.ratiskv.server.transport;

import io.ratiskv.server.watch.WatchLink;
import java.util.concurrent.atomic.AtomicInteger;

/** What a connection is to its watches, and how many it has. Thread: any. */
final class ConnectionWatches implements WatchLink {
    private final Connection connection;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionWatches(Connection connection) {
        this.connection = connection;
    }

    int open() {
        return open.get();
    }

    void opened() {
        open.incrementAndGet();
    }

    void ended() {
        open.decrementAndGet();
    }

    @Override
    public void flush() {
        connection.writer().flush();
    }

    @Override
    public boolean isWritable() {
        return connection.writer().isWritable();
    }

    @Override
    public void whenWritable(Runnable resume) {
        connection.writer().whenWritable(resume);
    }

    @Override
    public String remote() {
        return connection.remote();
    }

    @Override
    public String clientName() {
        return connection.clientName();
    }
}
