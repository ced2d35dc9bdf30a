package io.ratiskv.jepsen.workload;

/** Ranges of keys whose characters are all ASCII, as text. */
final class KeyRanges {
    private KeyRanges() {}

    /** First key after all that begin with this prefix. */
    static String end(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }
}
