package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.Call;
import io.ratiskv.jepsen.history.CallRecorder;
import io.ratiskv.jepsen.history.Mop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Histories of a small store of lists or registers whose transactions overlap at random. Each happens at one moment; or, if
 * asked, step by step, or on an old snapshot, or it claims another outcome than it had.
 */
final class TxnHistories {
    private final Random random;
    private final boolean lists;
    private final double wrongShare;
    private final double unknownShare;
    private final CallRecorder<List<Mop>, List<Mop>> recorder = new CallRecorder<>(0);
    private final List<Map<String, List<Long>>> snapshots = new ArrayList<>(List.of(Map.of()));
    private final List<Open> open = new ArrayList<>();
    private long nextValue;

    private TxnHistories(long seed, boolean lists, double wrongShare, double unknownShare) {
        this.random = new Random(seed);
        this.lists = lists;
        this.wrongShare = wrongShare;
        this.unknownShare = unknownShare;
    }

    /** What was recorded, and of each key all values in the order of their writes. */
    record Recording(List<Call<List<Mop>, List<Mop>>> calls, Map<String, List<Long>> versions) {}

    static Recording of(
            long seed, boolean lists, int calls, int clients, int keys, double wrongShare, double unknownShare) {
        return new TxnHistories(seed, lists, wrongShare, unknownShare).run(calls, clients, keys);
    }

    private Recording run(int calls, int clients, int keys) {
        int begun = 0;
        List<Integer> idle = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            idle.add(recorder.newProcess());
        }
        while (begun < calls || !open.isEmpty()) {
            if (random.nextInt(3) == 0 && begun < calls && !idle.isEmpty()) {
                begun++;
                List<Mop> mops = mops(keys);
                int process = idle.remove(random.nextInt(idle.size()));
                open.add(new Open(process, mops, recorder.begin(process, "txn", mops)));
            } else if (!open.isEmpty()) {
                Open call = open.get(random.nextInt(open.size()));
                if (call.step()) {
                    open.remove(call);
                    idle.add(call.lost ? recorder.newProcess() : call.process);
                }
            }
        }
        // Registers are kept as the list of all their values, the last of which is there.
        return new Recording(recorder.calls(), snapshots.get(snapshots.size() - 1));
    }

    private List<Mop> mops(int keys) {
        List<Mop> mops = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String key = "k" + random.nextInt(keys);
            boolean read = random.nextBoolean();
            if (lists) {
                mops.add(read ? new Mop.ReadList(key, null) : new Mop.Append(key, nextValue++));
            } else {
                mops.add(read ? new Mop.Read(key, null) : new Mop.Write(key, nextValue++));
            }
        }
        return mops;
    }

    private final class Open {
        private final int process;
        private final List<Mop> mops;
        private final CallRecorder<List<Mop>, List<Mop>>.OpenCall call;
        private final List<Mop> answer = new ArrayList<>();
        private final boolean torn = random.nextDouble() < wrongShare;
        private final boolean stale = random.nextDouble() < wrongShare;
        private final boolean lies = random.nextDouble() < wrongShare / 4;
        private boolean lost = random.nextDouble() < unknownShare;
        private final boolean refused = random.nextDouble() < 0.1;

        Open(int process, List<Mop> mops, CallRecorder<List<Mop>, List<Mop>>.OpenCall call) {
            this.process = process;
            this.mops = mops;
            this.call = call;
        }

        /** True: it has ended. */
        boolean step() {
            if ((refused || (lost && random.nextBoolean())) && !lies && answer.isEmpty()) {
                end();
                return true;
            }
            if (answer.size() == mops.size()) {
                end();
                return true;
            }
            Map<String, List<Long>> seen =
                    stale ? snapshots.get(random.nextInt(snapshots.size())) : new HashMap<>(last());
            Map<String, List<Long>> after = new HashMap<>(last());
            do {
                happen(mops.get(answer.size()), new HashMap<>(stale ? seen : after), after);
            } while (!torn && answer.size() < mops.size());
            snapshots.add(after);
            return false;
        }

        private Map<String, List<Long>> last() {
            return snapshots.get(snapshots.size() - 1);
        }

        private void happen(Mop mop, Map<String, List<Long>> seen, Map<String, List<Long>> after) {
            List<Long> found = seen.getOrDefault(mop.key(), List.of());
            if (mop instanceof Mop.ReadList) {
                answer.add(new Mop.ReadList(mop.key(), found));
            } else if (mop instanceof Mop.Read) {
                @Nullable Long value = found.isEmpty() ? null : found.get(found.size() - 1);
                answer.add(new Mop.Read(mop.key(), value));
            } else {
                List<Long> values = new ArrayList<>(after.getOrDefault(mop.key(), List.of()));
                values.add(mop instanceof Mop.Append append ? append.value() : ((Mop.Write) mop).value());
                after.put(mop.key(), values);
                answer.add(mop);
            }
        }

        private void end() {
            if (refused) {
                lost = false;
                call.failed("conflict");
            } else if (lost) {
                call.unknown("timeout");
            } else {
                call.ok(List.copyOf(answer));
            }
        }
    }
}
