package io.ratiskv.server.trace;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A round that makes reads linearizable has ended. */
@Name("ratiskv.ReadRound")
@Label("Read round")
@Category("ratis-kv")
@StackTrace(false)
public final class RoundEvent extends Event {
    @Label("As leader")
    public boolean leader;

    @Label("Reads")
    public int reads;

    @Timespan
    @Label("Time")
    public long time;

    @Label("Confirmed")
    public boolean confirmed;
}
