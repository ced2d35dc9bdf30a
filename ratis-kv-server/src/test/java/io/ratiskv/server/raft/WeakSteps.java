package io.ratiskv.server.raft;

import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.apply.ReplicatedState;
import io.ratiskv.server.apply.WeakApply;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.mvcc.MvccStore;
import io.ratiskv.server.mvcc.WeakStore;
import io.ratiskv.server.storage.Family;
import io.ratiskv.server.storage.RocksStore;
import io.ratiskv.server.storage.StoreBatch;
import io.ratiskv.server.storage.StoreConfig;
import io.ratiskv.server.storage.StoreCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;

/** Ways from the log to the state, and from a snapshot, that lose, repeat, reorder or depend on chance. */
public final class WeakSteps {
    private static final int LAST_CHANGES = 50;

    private WeakSteps() {}

    /** Commands of one entry are applied in an order of chance. */
    public static RaftParts orderOfChance() {
        return new RaftParts() {
            private final Random random = new Random();

            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                List<Integer> order = new ArrayList<>();
                for (int i = 0; i < batch.getCommandsCount(); i++) {
                    order.add(i);
                }
                Collections.shuffle(order, random);
                CommandBatch.Builder shuffled = batch.toBuilder().clearCommands();
                order.forEach(i -> shuffled.addCommands(batch.getCommands(i)));
                List<byte[]> answers = state.apply(term, index, shuffled.build());
                byte[][] inOrder = new byte[answers.size()][];
                for (int i = 0; i < order.size(); i++) {
                    inOrder[order.get(i)] = answers.get(i);
                }
                return List.of(inOrder);
            }
        };
    }

    /** Time is read where entries are applied, instead of travelling in them. */
    public static RaftParts localClock() {
        return new RaftParts() {
            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                return state.apply(
                        term,
                        index,
                        batch.toBuilder()
                                .setLogTimeMs(System.currentTimeMillis())
                                .build());
            }
        };
    }

    /** The position is durable before the data: after a restart the first entry is taken for applied. */
    public static RaftParts skipsAfterRestart() {
        return new FirstAfterRestart() {
            @Override
            List<byte[]> applyFirst(ReplicatedState state, long term, long index, CommandBatch batch) {
                return state.apply(
                        term, index, batch.toBuilder().clearCommands().build());
            }
        };
    }

    /** The data is durable before the position: after a restart the first entry is applied twice. */
    public static RaftParts repeatsAfterRestart() {
        return new FirstAfterRestart() {
            @Override
            List<byte[]> applyFirst(ReplicatedState state, long term, long index, CommandBatch batch) {
                CommandBatch.Builder twice = batch.toBuilder();
                for (Command command : batch.getCommandsList()) {
                    twice.addCommands(command.toBuilder().clearWriteId());
                }
                return state.apply(term, index, twice.build()).subList(0, batch.getCommandsCount());
            }
        };
    }

    /** A write that comes again gets the answer of its session's latest write, not its own. */
    public static RaftParts laterAnswers() {
        return new RaftParts() {
            private final Map<Long, byte[]> latest = new HashMap<>();
            private final Set<WriteId> seen = new HashSet<>();

            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                List<byte[]> answers = new ArrayList<>(state.apply(term, index, batch));
                for (int i = 0; i < answers.size(); i++) {
                    Command command = batch.getCommands(i);
                    if (!command.hasWriteId()) {
                        continue;
                    }
                    WriteId id = command.getWriteId().toBuilder()
                            .clearOldestUnanswered()
                            .build();
                    byte[] last = latest.get(id.getSessionId());
                    if (seen.add(id)) {
                        latest.put(id.getSessionId(), answers.get(i));
                    } else if (last != null) {
                        answers.set(i, last);
                    }
                }
                return answers;
            }
        };
    }

    /** Compaction frees what can still be read at the compact revision. */
    public static RaftParts compactsOneTooFar() {
        return new RaftParts() {
            private long done;

            @Override
            public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
                List<byte[]> answers = state.apply(term, index, batch);
                long compacted = state.compactRevision();
                if (compacted > done && state.revision() > compacted) {
                    done = compacted;
                    WeakApply.scrubOneTooFar(state);
                }
                return answers;
            }
        };
    }

    /** A snapshot brings the keys, and not what was answered to whom. */
    public static RaftParts restoresWithoutSessions() {
        return restoring(store -> {
            StoreBatch batch = store.newBatch();
            try (StoreCursor cursor = store.cursor(Family.SESSIONS)) {
                for (boolean valid = cursor.seekToFirst(); valid; valid = cursor.next()) {
                    batch.delete(Family.SESSIONS, cursor.key());
                }
            }
            store.write(batch);
        });
    }

    /** A snapshot says that it holds more than it does: the last changes are missing. */
    public static RaftParts restoresTooLittle() {
        return restoring(store -> WeakStore.forgetLastChanges(store, LAST_CHANGES));
    }

    /** Acknowledges before the log is on disk. */
    public static RaftParts unsafeFlush() {
        return new RaftParts() {
            @Override
            public RaftProperties settings(RaftProperties safe) {
                RaftServerConfigKeys.Log.setUnsafeFlushEnabled(safe, true);
                return safe;
            }
        };
    }

    /** Each life begins with a snapshot, as if the live store had been lost; a member survives that. */
    private static RaftParts restoring(Consumer<RocksStore> damage) {
        return new RaftParts() {
            @Override
            public RaftProperties settings(RaftProperties safe) {
                Path raft = RaftServerConfigKeys.storageDir(safe).get(0).toPath();
                try {
                    Durable.deleteTree(raft.resolveSibling("store"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return safe;
            }

            @Override
            public void restored(Path path) {
                try (RocksStore store = RocksStore.open(path, StoreConfig.defaults())) {
                    damage.accept(store);
                    store.flush();
                }
            }
        };
    }

    /** Does something else with the first entry that this life of the member applies to a store that was not empty. */
    private abstract static class FirstAfterRestart implements RaftParts {
        private boolean past;

        @Override
        public List<byte[]> apply(ReplicatedState state, long term, long index, CommandBatch batch) {
            boolean first = !past && batch.getCommandsCount() > 0;
            boolean restarted = state.revision() > MvccStore.EMPTY_REVISION;
            past |= first;
            return first && restarted ? applyFirst(state, term, index, batch) : state.apply(term, index, batch);
        }

        abstract List<byte[]> applyFirst(ReplicatedState state, long term, long index, CommandBatch batch);
    }
}
