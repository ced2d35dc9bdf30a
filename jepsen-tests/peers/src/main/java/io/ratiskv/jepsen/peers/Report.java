package io.ratiskv.jepsen.peers;

import java.util.List;
import java.util.Map;

/**
 * Everything that a run found out, and what is needed to do it again.
 *
 * @param command as it was typed
 * @param began UTC, to the second
 * @param method how was measured, a line each
 * @param stores what each is and how it was set, by name, in order: first its version, then its settings
 * @param machine name and value
 */
public record Report(
        String command,
        String began,
        List<String> method,
        Map<String, List<String>> stores,
        Map<String, String> machine,
        List<Sample> samples) {
    public Report {
        method = List.copyOf(method);
        samples = List.copyOf(samples);
    }

    Report with(List<Sample> newSamples) {
        return new Report(command, began, method, stores, machine, newSamples);
    }
}
