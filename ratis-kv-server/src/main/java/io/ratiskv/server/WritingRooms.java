package io.ratiskv.server;

import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.propose.FormatGate;
import io.ratiskv.server.propose.ProposeThread;
import io.ratiskv.server.propose.WriteBatcher;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The rooms that writes go through: what members can read, batches, and the space that is left. */
record WritingRooms(FormatGate formats, WriteBatcher writes, SpaceRoom space) {
    static WritingRooms open(Foundation on) {
        FormatGate formats =
                MemberFormats.gate(on.parts().formats(), on.member().state());
        AlarmClock writesDue = on.alarm(System::nanoTime);
        WriteBatcher writes = new WriteBatcher(
                on.log(),
                on.clock(),
                Conversions.batches(on.config()),
                proposeThread(on.stops()),
                System::nanoTime,
                on.observers().writes(),
                formats,
                writesDue);
        writesDue.runs("end writes at their deadlines", writes::tick);
        on.stops().push(writes::close);
        SpaceRoom space =
                new SpaceRoom(on.config().storage(), on.entrance().directory().root(), on.member(), on.faults());
        on.stops().push(space::close);
        return new WritingRooms(formats, writes, space);
    }

    private static ProposeThread proposeThread(Stops stops) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(Threads.named("propose"));
        stops.push(executor::shutdown);
        return ProposeThread.of(executor);
    }
}
