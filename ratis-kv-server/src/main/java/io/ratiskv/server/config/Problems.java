package io.ratiskv.server.config;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong, so that an operator corrects a configuration once and not line by line. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(String problem) {
        found.add(problem);
    }

    void check(boolean holds, String otherwise) {
        if (!holds) {
            add(otherwise);
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    void throwIfAny() {
        if (!none()) {
            throw new ConfigProblems(found);
        }
    }
}
