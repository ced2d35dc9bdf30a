package io.ratiskv.server.mvcc;

/** What was asked for needs more than a bound allows: a smaller range, a limit or order by key helps. */
public final class RangeTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final long limit;

    public RangeTooLargeException(String what, long limit) {
        super(what + ": more than " + limit, null, false, false);
        this.what = what;
        this.limit = limit;
    }

    /** What there is too much of, for people. */
    public String what() {
        return what;
    }

    public long limit() {
        return limit;
    }
}
