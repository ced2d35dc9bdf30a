package io.ratiskv.server.trace;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A snapshot was taken. */
@Name("ratiskv.Snapshot")
@Label("Snapshot")
@Category("ratis-kv")
@StackTrace(false)
public final class SnapshotEvent extends Event {
    @Label("Index")
    public long index;

    @Timespan(Timespan.MICROSECONDS)
    @Label("Time")
    public long time;

    @Timespan(Timespan.MICROSECONDS)
    @Label("Pause of applying")
    public long pause;
}
