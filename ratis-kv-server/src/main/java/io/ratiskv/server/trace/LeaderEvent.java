package io.ratiskv.server.trace;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** This member has come to know who leads. */
@Name("ratiskv.Leader")
@Label("Leader")
@Category("ratis-kv")
@StackTrace(false)
public final class LeaderEvent extends Event {
    @Label("Leader")
    public String leader = "";
}
