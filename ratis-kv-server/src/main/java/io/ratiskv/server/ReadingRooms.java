package io.ratiskv.server;

import io.ratiskv.server.propose.AlarmClock;
import io.ratiskv.server.raft.LiveState;
import io.ratiskv.server.read.ReadBarrier;
import io.ratiskv.server.read.ReadLimits;
import io.ratiskv.server.read.ReadPool;
import io.ratiskv.server.read.ReadService;
import io.ratiskv.server.watch.WatchService;

/** The rooms that tell what is applied: reads and watches. */
record ReadingRooms(ReadPool pool, ReadBarrier barrier, ReadService reads, WatchService watches) {
    /** @param applied what is told of entries as they are applied; tells these rooms from now on */
    static ReadingRooms open(Foundation on, AppliedRelay applied) {
        ReadLimits limits = Conversions.reads(on.config());
        ReadPool pool = new ReadPool(limits);
        on.stops().push(pool::close);
        AlarmClock roundsDue = on.alarm(System::nanoTime);
        ReadBarrier barrier = new ReadBarrier(
                on.member().leadership(),
                on.entrance().peers(),
                limits.roundTimeout(),
                System::nanoTime,
                on.observers().reads(),
                roundsDue);
        roundsDue.runs("end a round of reads", barrier::tick);
        LiveState state = on.member().state();
        AlarmClock readsDue = on.alarm(on.parts().readClock());
        ReadService reads = new ReadService(
                on.parts().readIndex(on.member(), barrier),
                on.parts()
                        .state(new LiveStateReader(
                                state, on.faults(), on.entrance().logTime())),
                on.log()::status,
                pool,
                limits,
                on.parts().readClock(),
                readsDue);
        readsDue.runs("end reads at their deadlines", reads::tick);
        AlarmClock watchesDue = on.alarm(System::nanoTime);
        WatchService watches = new WatchService(
                Conversions.watches(on.config()),
                on.parts().watch(),
                reads::whenFresh,
                new LiveHistory(state, on.faults()),
                on.executor("watch"),
                pool,
                System::nanoTime,
                watchesDue);
        watchesDue.runs("look after watches", watches::tick);
        applied.relayTo(on.parts().applied(reads::applied));
        applied.events.relayTo(watches);
        return new ReadingRooms(pool, barrier, reads, watches);
    }
}
