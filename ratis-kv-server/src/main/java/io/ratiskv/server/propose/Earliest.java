package io.ratiskv.server.propose;

/** The earliest of some moments on a nanosecond clock, which wraps: only differences compare. One thread. */
public final class Earliest {
    private boolean any;
    private long nanos;

    public void add(long moment) {
        if (!any || moment - nanos < 0) {
            any = true;
            nanos = moment;
        }
    }

    /** Sets the alarm for the earliest moment, if there was one. */
    public void set(Alarm alarm) {
        if (any) {
            alarm.by(nanos);
        }
    }
}
