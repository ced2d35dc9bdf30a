package io.ratiskv.server.fakes;

import io.ratiskv.server.propose.Alarm;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every moment that it was set to. */
public final class RecordedAlarm implements Alarm {
    private final List<Long> moments = new CopyOnWriteArrayList<>();

    @Override
    public void by(long dueNanos) {
        moments.add(dueNanos);
    }

    public List<Long> moments() {
        return List.copyOf(moments);
    }
}
