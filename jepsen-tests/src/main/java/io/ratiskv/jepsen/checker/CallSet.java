package io.ratiskv.jepsen.checker;

/**
 * A set of calls in the order of their invocation, most of which happened soon: told in few words, from the first that is not
 * full to the last that is not empty.
 */
final class CallSet {
    private final long[] words;
    private int firstOpen;
    private int last = -1;

    CallSet(int calls) {
        words = new long[(calls >>> 6) + 1];
    }

    boolean contains(int call) {
        return (words[call >>> 6] & (1L << call)) != 0;
    }

    void add(int call) {
        int word = call >>> 6;
        words[word] |= 1L << call;
        last = Math.max(last, word);
        while (firstOpen < words.length - 1 && words[firstOpen] == -1L) {
            firstOpen++;
        }
    }

    void remove(int call) {
        int word = call >>> 6;
        words[word] &= ~(1L << call);
        firstOpen = Math.min(firstOpen, word);
        while (last >= 0 && words[last] == 0) {
            last--;
        }
    }

    /** The same for equal sets only. */
    long[] words() {
        int length = Math.max(0, last - firstOpen + 1);
        long[] told = new long[length + 1];
        told[0] = firstOpen;
        System.arraycopy(words, firstOpen, told, 1, length);
        return told;
    }
}
