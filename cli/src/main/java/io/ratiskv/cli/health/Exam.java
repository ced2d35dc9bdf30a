package io.ratiskv.cli.health;

import java.util.List;
import java.util.Optional;

/**
 * What was found out about one member.
 *
 * @param answers whether it answers on its clients' port
 * @param problem why it does not, if so
 * @param leads whether it says that it leads
 * @param version that it runs; empty = unknown
 * @param voters members of its configuration
 * @param alarms what it complains of itself
 * @param http where its HTTP port was looked for
 * @param metrics empty if nobody answered there
 * @param unready what its /readyz says no to, {@code name: detail}
 * @param clockAheadSeconds its wall clock before ours; not a number = unknown
 * @param clockErrorSeconds by how much that may be wrong
 */
public record Exam(
        String member,
        String endpoint,
        boolean answers,
        String problem,
        boolean leads,
        String version,
        List<String> voters,
        List<String> alarms,
        String http,
        Optional<MetricsText> metrics,
        List<String> unready,
        double clockAheadSeconds,
        double clockErrorSeconds) {}
