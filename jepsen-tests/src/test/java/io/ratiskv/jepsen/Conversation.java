package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;

import com.google.protobuf.ByteString;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.wire.WireConnection;
import io.ratiskv.protocol.CompactRequest;
import io.ratiskv.protocol.DeleteRangeRequest;
import io.ratiskv.protocol.Fence;
import io.ratiskv.protocol.HashRequest;
import io.ratiskv.protocol.LeaseGrantRequest;
import io.ratiskv.protocol.LeaseListRequest;
import io.ratiskv.protocol.LeaseTimeToLiveRequest;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.OpenSessionResponse;
import io.ratiskv.protocol.ProtectRequest;
import io.ratiskv.protocol.ProtectedRangesRequest;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.RangeRequest;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.ResolveRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WriteId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some of everything that a store can hold, and requests about it with the answers of the build that made it: lines {@code name
 * request answer} in hexadecimal digits. The requests change nothing that others of them ask for; what tells of the whole
 * state comes first when they are asked again, and came last when they were recorded.
 */
final class Conversation {
    /** Oldest revision that is not compacted. */
    static final long FIRST_KEPT = 20;

    /** Changes below {@code history/} after that. */
    static final int EVENTS = 22;

    private static final String NAME = "conversation.txt";
    private static final HexFormat HEX = HexFormat.of();
    private static final ByteString EVERYTHING = ByteString.copyFrom(new byte[1]);
    private static final String HASH = "hash";
    private static final long LEASE = 77;
    private static final long LEASE_MILLIS = 86_400_000;
    private static final long TOKEN = 5;

    private Conversation() {}

    /** A request of the past. */
    record Line(String name, Request request, Response answer) {}

    static void record(LocalCluster cluster, Path release) throws IOException {
        Member leader = cluster.awaitLeader(PATIENCE);
        StringBuilder lines = new StringBuilder();
        try (WireConnection connection = leader.connect(PATIENCE)) {
            Map<String, Request.Builder> questions = fill(cluster, connection);
            StringBuilder hash = new StringBuilder();
            for (Map.Entry<String, Request.Builder> question : questions.entrySet()) {
                Request request = question.getValue().build();
                Response answer = connection.call(request.toBuilder());
                (question.getKey().equals(HASH) ? hash : lines)
                        .append(question.getKey())
                        .append(' ')
                        .append(HEX.formatHex(request.toByteArray()))
                        .append(' ')
                        .append(HEX.formatHex(answer.toByteArray()))
                        .append('\n');
            }
            lines.insert(0, hash);
        }
        cluster.awaitSameState(PATIENCE);
        Files.writeString(release.resolve(NAME), lines);
    }

    static List<Line> read(Path release) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String line : Files.readAllLines(release.resolve(NAME))) {
            String[] parts = line.split(" ");
            lines.add(new Line(
                    parts[0], Request.parseFrom(HEX.parseHex(parts[1])), Response.parseFrom(HEX.parseHex(parts[2]))));
        }
        return lines;
    }

    /** Without what is another each time, and without words for people. */
    static Response plain(Response answer) {
        Response.Builder plain = answer.toBuilder().clearRequestId();
        if (plain.hasError()) {
            plain.getErrorBuilder().clearMessage();
        } else if (plain.hasHash()) {
            plain.getHashBuilder().clearAppliedIndex();
        } else if (plain.hasLeaseTimeToLive()) {
            plain.getLeaseTimeToLiveBuilder().getLeaseBuilder().clearRemainingMs();
        } else if (plain.hasLeaseList()) {
            plain.getLeaseListBuilder().getLeasesBuilderList().forEach(lease -> lease.clearRemainingMs());
        }
        return plain.build();
    }

    /** Writes, takes snapshots in between, and tells what to ask. */
    private static Map<String, Request.Builder> fill(LocalCluster cluster, WireConnection connection)
            throws IOException {
        history(connection, 0, 30);
        connection.callOrThrow(request()
                .setLeaseGrant(LeaseGrantRequest.newBuilder().setId(LEASE).setTtlMs(LEASE_MILLIS)));
        connection.callOrThrow(request().setPut(put("leased/a", "1").setLease(LEASE)));
        connection.callOrThrow(request()
                .setProtect(ProtectRequest.newBuilder().setKey(utf8("guarded/")).setRangeEnd(utf8("guarded0"))));
        connection.callOrThrow(fenced(TOKEN));
        for (Member member : cluster.members()) {
            member.takeSnapshot(PATIENCE);
        }
        // From here on it is in the log alone.
        history(connection, 30, 40);
        connection.callOrThrow(
                request().setDeleteRange(DeleteRangeRequest.newBuilder().setKey(utf8("history/3"))));
        connection.callOrThrow(request().setPut(put("leased/b", "2").setLease(LEASE)));
        connection.callOrThrow(request().setCompact(CompactRequest.newBuilder().setRevision(FIRST_KEPT)));
        OpenSessionResponse session = connection
                .callOrThrow(request()
                        .setOpenSession(OpenSessionRequest.newBuilder()
                                .setIdentity("recorded-client")
                                .setInstance(4_711)
                                .setRetentionMs(LEASE_MILLIS)))
                .getOpenSession();
        Request.Builder once = request()
                .setWriteId(WriteId.newBuilder()
                        .setSessionId(session.getSessionId())
                        .setIncarnation(session.getIncarnation())
                        .setSequence(session.getNextSequence())
                        .setOldestUnanswered(session.getNextSequence()))
                .setPut(put("once", "first").setPrevKv(true));
        connection.callOrThrow(once.clone());
        connection.callOrThrow(request().setPut(put("once", "second")));

        Map<String, Request.Builder> questions = new LinkedHashMap<>();
        questions.put("keys", everything(0));
        questions.put("keys-of-the-past", everything(FIRST_KEPT + 3));
        questions.put("compacted", everything(FIRST_KEPT - 1));
        questions.put(
                "lease",
                request()
                        .setLeaseTimeToLive(
                                LeaseTimeToLiveRequest.newBuilder().setId(LEASE).setKeys(true)));
        questions.put("leases", request().setLeaseList(LeaseListRequest.getDefaultInstance()));
        questions.put("protected", request().setProtectedRanges(ProtectedRangesRequest.getDefaultInstance()));
        questions.put("stale-fence", fenced(TOKEN - 1));
        questions.put("no-fence", request().setPut(put("guarded/a", "x")));
        questions.put(
                "kept-answer",
                request()
                        .setResolve(ResolveRequest.newBuilder()
                                .setSessionId(session.getSessionId())
                                .setSequence(session.getNextSequence())));
        questions.put("write-again", once);
        questions.put(HASH, request().setHash(HashRequest.getDefaultInstance()));
        return questions;
    }

    private static void history(WireConnection connection, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            connection.callOrThrow(request().setPut(put("history/" + i % 10, "value " + i)));
        }
    }

    private static Request.Builder fenced(long token) {
        return request()
                .setPut(put("guarded/a", "by " + token))
                .addFences(Fence.newBuilder().setToken(token));
    }

    private static Request.Builder everything(long revision) {
        return request()
                .setRange(RangeRequest.newBuilder()
                        .setKey(utf8("a"))
                        .setRangeEnd(EVERYTHING)
                        .setRevision(revision));
    }

    private static PutRequest.Builder put(String key, String value) {
        return PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value));
    }

    private static Request.Builder request() {
        return Request.newBuilder();
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
