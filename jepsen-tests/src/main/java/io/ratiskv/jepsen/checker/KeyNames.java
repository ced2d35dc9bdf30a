package io.ratiskv.jepsen.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for keys, to keep edges small. */
final class KeyNames {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    int number(String key) {
        return numbers.computeIfAbsent(key, k -> {
            names.add(k);
            return names.size() - 1;
        });
    }

    String name(int number) {
        return names.get(number);
    }
}
