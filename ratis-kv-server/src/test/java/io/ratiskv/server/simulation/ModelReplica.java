package io.ratiskv.server.simulation;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.OpenSessionResponse;
import io.ratiskv.protocol.PutResponse;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The least state that can keep the promises: versions of keys, and the answers of sessions. */
final class ModelReplica implements Replica {
    private final Map<String, Long> versions = new TreeMap<>();
    private final Map<Long, TreeMap<Long, byte[]>> sessions = new TreeMap<>();
    // Per session: every write below was answered, and the answer received.
    private final Map<Long, Long> confirmed = new TreeMap<>();
    private final boolean keepsAnswers;
    private long revision = 1;
    private long logTimeMs;
    private long hash;

    /** @param keepsAnswers false = forget what was answered, which must be found out */
    ModelReplica(boolean keepsAnswers) {
        this.keepsAnswers = keepsAnswers;
    }

    @Override
    public List<byte[]> apply(long term, long index, CommandBatch batch) {
        if (batch.getLogTimeMs() < logTimeMs) {
            throw new AssertionError("log time goes back from " + logTimeMs + " to " + batch.getLogTimeMs());
        }
        logTimeMs = batch.getLogTimeMs();
        List<byte[]> answers = new ArrayList<>();
        for (int i = 0; i < batch.getCommandsCount(); i++) {
            answers.add(apply(index, i, batch.getCommands(i)));
        }
        hash = hash * 31 + index;
        return answers;
    }

    @Override
    public void applyNothing(long term, long index) {
        hash = hash * 31 + index;
    }

    private byte[] apply(long index, int position, Command command) {
        if (command.hasOpenSession()) {
            long id = index * 10_000 + position;
            sessions.put(id, new TreeMap<>());
            return Response.newBuilder()
                    .setOpenSession(OpenSessionResponse.newBuilder()
                            .setSessionId(id)
                            .setIncarnation(1)
                            .setNextSequence(1))
                    .build()
                    .toByteArray();
        }
        if (!command.hasWriteId()) {
            return put(command);
        }
        WriteId id = command.getWriteId();
        TreeMap<Long, byte[]> kept = sessions.get(id.getSessionId());
        if (kept == null) {
            throw new AssertionError("no session " + id.getSessionId());
        }
        byte[] first = kept.get(id.getSequence());
        if (first != null) {
            return first;
        }
        if (keepsAnswers && id.getSequence() < confirmed.getOrDefault(id.getSessionId(), 0L)) {
            return discarded();
        }
        byte[] answer = put(command);
        if (keepsAnswers) {
            confirmed.merge(id.getSessionId(), id.getOldestUnanswered(), Math::max);
            kept.headMap(id.getOldestUnanswered()).clear();
            kept.put(id.getSequence(), answer);
        }
        return answer;
    }

    // A copy of a write that was answered and confirmed, come late: it must not happen again.
    private static byte[] discarded() {
        return Response.newBuilder()
                .setError(Error.newBuilder().setCode(ErrorCode.RESULT_DISCARDED))
                .build()
                .toByteArray();
    }

    private byte[] put(Command command) {
        String key = command.getPut().getKey().toStringUtf8();
        revision++;
        versions.merge(key, 1L, Long::sum);
        hash = hash * 31 + key.hashCode() + revision;
        return Response.newBuilder()
                .setPut(PutResponse.newBuilder().setRevision(revision))
                .build()
                .toByteArray();
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public long logTimeMs() {
        return logTimeMs;
    }

    @Override
    public long hash() {
        return hash;
    }

    @Override
    public long version(String key) {
        return versions.getOrDefault(key, 0L);
    }

    @Override
    public void close() {}
}
