package io.ratiskv.server.raft;

import com.google.protobuf.ByteString;
import io.ratiskv.protocol.CommitRequest;
import io.ratiskv.protocol.Compare;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.TxnRequest;
import io.ratiskv.server.apply.WeakApply;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.NotAppendedException;
import io.ratiskv.server.propose.OutcomeUnknownException;
import io.ratiskv.server.propose.ReplicatedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Proposers that put something else into the log than they were asked to, or tell something else than came out. */
public final class WeakLogs {
    /** Of so many writes one is treated wrongly. */
    private static final int ONE_IN = 50;

    private WeakLogs() {}

    /** Forgets who wrote: a write sent twice is applied twice. */
    public static ReplicatedLog withoutSessions(ReplicatedLog log) {
        return changing(log, command -> command.toBuilder().clearWriteId().build());
    }

    /** Optimistic commits write whatever has happened to what they read. */
    public static ReplicatedLog withoutValidation(ReplicatedLog log) {
        return changingCommits(log, commit -> commit.toBuilder().clearReads().build());
    }

    /** Optimistic commits look at the keys that they read, not at the ranges. */
    public static ReplicatedLog withoutRanges(ReplicatedLog log) {
        return changingCommits(log, commit -> {
            CommitRequest.Builder points = commit.toBuilder().clearReads();
            commit.getReadsList().stream()
                    .filter(read -> read.getRangeEnd().isEmpty())
                    .forEach(points::addReads);
            return points.build();
        });
    }

    /** Optimistic commits miss a change made by the very next revision after what they read. */
    public static ReplicatedLog readRevisionOffByOne(RatisMember member) {
        return changingCommits(member.log(), commit -> {
            long newest = member.state().get().revision();
            return commit.toBuilder()
                    .setReadRevision(Math.min(commit.getReadRevision() + 1, Math.max(newest, commit.getReadRevision())))
                    .build();
        });
    }

    /** Compares are judged when they are proposed; what they decided is then done whatever has happened meanwhile. */
    public static ReplicatedLog comparesAtProposer(RatisMember member) {
        return changing(member.log(), command -> {
            if (!command.hasTxn() || !comparesSingleKeys(command.getTxn())) {
                return command;
            }
            TxnRequest txn = command.getTxn();
            boolean holds = WeakApply.holdsNow(member.state().get(), txn.getCompareList());
            // No version is below 0.
            Compare decided = Compare.newBuilder()
                    .setKey(txn.getCompare(0).getKey())
                    .setTarget(Compare.Target.VERSION)
                    .setResult(holds ? Compare.Result.GREATER : Compare.Result.LESS)
                    .setNumber(holds ? -1 : 0)
                    .build();
            return command.toBuilder()
                    .setTxn(txn.toBuilder().clearCompare().addCompare(decided))
                    .build();
        });
    }

    /** One put in fifty is acknowledged and never enters the log. */
    public static ReplicatedLog droppingPuts(RatisMember member) {
        ReplicatedLog log = member.log();
        return new Changed(log) {
            private int puts;

            @Override
            public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
                CommandBatch.Builder kept = batch.toBuilder().clearCommands();
                List<Integer> dropped = new ArrayList<>();
                for (int i = 0; i < batch.getCommandsCount(); i++) {
                    if (batch.getCommands(i).hasPut() && ++puts % ONE_IN == 0) {
                        dropped.add(i);
                    } else {
                        kept.addCommands(batch.getCommands(i));
                    }
                }
                return log.propose(kept.build()).thenApply(answers -> {
                    List<byte[]> all = new ArrayList<>(answers);
                    long revision = member.state().get().revision();
                    dropped.forEach(i -> all.add(i, putAt(revision)));
                    return all;
                });
            }
        };
    }

    /** One put in fifty is applied, and its caller told that it was refused. */
    public static ReplicatedLog refusingWhatIsDone(ReplicatedLog log) {
        return new Changed(log) {
            private int puts;

            @Override
            public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
                return log.propose(batch).thenApply(answers -> {
                    List<byte[]> told = new ArrayList<>(answers);
                    for (int i = 0; i < told.size(); i++) {
                        if (batch.getCommands(i).hasPut() && ++puts % ONE_IN == 0) {
                            told.set(i, refusal());
                        }
                    }
                    return told;
                });
            }
        };
    }

    /** What may have been appended when leadership was lost is said not to have been. */
    public static ReplicatedLog unknownIsNotDone(ReplicatedLog log) {
        return new Changed(log) {
            @Override
            public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
                return log.propose(batch).exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    throw cause instanceof OutcomeUnknownException
                            ? new NotAppendedException(NotAppendedException.Reason.UNAVAILABLE, "not done")
                            : new CompletionException(cause);
                });
            }
        };
    }

    /** The answers of puts of one entry go to each other's callers. */
    public static ReplicatedLog swappingAnswers(ReplicatedLog log) {
        return new Changed(log) {
            @Override
            public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
                return log.propose(batch).thenApply(answers -> {
                    List<byte[]> told = new ArrayList<>(answers);
                    int before = -1;
                    for (int i = 0; i < told.size(); i++) {
                        if (batch.getCommands(i).hasPut()) {
                            if (before >= 0) {
                                byte[] first = told.get(before);
                                told.set(before, told.get(i));
                                told.set(i, first);
                            }
                            before = i;
                        }
                    }
                    return told;
                });
            }
        };
    }

    private static boolean comparesSingleKeys(TxnRequest txn) {
        return txn.getCompareCount() > 0
                && txn.getCompareList().stream().map(Compare::getRangeEnd).allMatch(ByteString::isEmpty);
    }

    private static byte[] putAt(long revision) {
        return Response.newBuilder()
                .setPut(PutResponse.newBuilder().setRevision(revision))
                .build()
                .toByteArray();
    }

    private static byte[] refusal() {
        return Response.newBuilder()
                .setError(io.ratiskv.protocol.Error.newBuilder()
                        .setCode(ErrorCode.RESULT_TOO_LARGE)
                        .setMessage("sabotaged: it was done"))
                .build()
                .toByteArray();
    }

    private static ReplicatedLog changingCommits(ReplicatedLog log, UnaryOperator<CommitRequest> change) {
        return changing(
                log,
                command -> command.hasCommit()
                        ? command.toBuilder()
                                .setCommit(change.apply(command.getCommit()))
                                .build()
                        : command);
    }

    private static ReplicatedLog changing(ReplicatedLog log, Function<Command, Command> change) {
        return new Changed(log) {
            @Override
            public CompletableFuture<List<byte[]>> propose(CommandBatch batch) {
                CommandBatch.Builder changed = batch.toBuilder().clearCommands();
                batch.getCommandsList().forEach(command -> changed.addCommands(change.apply(command)));
                return log.propose(changed.build());
            }
        };
    }

    private abstract static class Changed implements ReplicatedLog {
        private final ReplicatedLog log;

        Changed(ReplicatedLog log) {
            this.log = log;
        }

        @Override
        public LogStatus status() {
            return log.status();
        }
    }
}
