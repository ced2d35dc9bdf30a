package io.ratiskv.server.fakes;

import io.ratiskv.server.propose.LogPosition;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.read.Leadership;
import java.util.Arrays;
import java.util.List;

/** A group as the test says it is. */
public final class FakeLeadership implements Leadership {
    private volatile LogStatus status;
    private volatile Voters voters;
    private volatile LogPosition lastEntry = LogPosition.EMPTY;

    public FakeLeadership(LogStatus status, String self, String... members) {
        this.status = status;
        this.voters = new Voters(self, peers(members), List.of());
    }

    public static List<Peer> peers(String... members) {
        return Arrays.stream(members)
                .map(m -> new Peer(m, "host-" + m + ":7100"))
                .toList();
    }

    @Override
    public LogStatus status() {
        return status;
    }

    @Override
    public Voters voters() {
        return voters;
    }

    @Override
    public LogPosition lastEntry() {
        return lastEntry;
    }

    public void endsWith(LogPosition last) {
        lastEntry = last;
    }

    public void become(LogStatus next) {
        status = next;
    }

    public void become(Voters next) {
        voters = next;
    }
}
