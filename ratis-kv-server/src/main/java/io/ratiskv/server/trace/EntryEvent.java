package io.ratiskv.server.trace;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** An entry that was proposed here has settled. Times are in nanoseconds; 0 = unknown. */
@Name("ratiskv.Entry")
@Label("Entry")
@Category("ratis-kv")
@Description("An entry of the log that was proposed here, from its oldest write's arrival until it was answered")
@StackTrace(false)
public final class EntryEvent extends Event {
    @Label("Writes")
    public int writes;

    @DataAmount
    @Label("Size")
    public long bytes;

    @Timespan
    @Label("Waited to be proposed")
    public long queue;

    @Timespan
    @Label("Until it was on this member's disk")
    public long durable;

    @Timespan
    @Label("Until its turn to be applied came")
    public long committed;

    @Timespan
    @Label("Applying")
    public long applying;

    @Timespan
    @Label("Altogether")
    public long total;

    @Label("Applied")
    public boolean applied;

    @Label("Trace parent of the oldest write")
    public String traceParent = "";
}
