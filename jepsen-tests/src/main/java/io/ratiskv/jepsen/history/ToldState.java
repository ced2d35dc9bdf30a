package io.ratiskv.jepsen.history;

/**
 * One key as the store told it.
 *
 * @param value names the write that it came from
 */
public record ToldState(String key, String value, long createRevision, long modRevision, long version) {
    @Override
    public String toString() {
        return key + "=" + value + "@" + modRevision + "(" + createRevision + "," + version + ")";
    }
}
