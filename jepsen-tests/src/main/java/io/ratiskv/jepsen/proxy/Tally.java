package io.ratiskv.jepsen.proxy;

import java.util.concurrent.atomic.AtomicLong;

/** The proxy's counters, shared by its links. */
final class Tally {
    final AtomicLong connections = new AtomicLong();
    final AtomicLong requests = new AtomicLong();
    final AtomicLong answers = new AtomicLong();
    final AtomicLong droppedAnswers = new AtomicLong();
    final AtomicLong duplicatedRequests = new AtomicLong();

    ProxyCounts counts(long cutConnections) {
        return new ProxyCounts(
                connections.get(),
                requests.get(),
                answers.get(),
                droppedAnswers.get(),
                duplicatedRequests.get(),
                cutConnections);
    }
}
