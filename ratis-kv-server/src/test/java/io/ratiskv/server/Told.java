package io.ratiskv.server;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.Event;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WatchControlRequest;
import io.ratiskv.protocol.WatchResponse;
import io.ratiskv.server.WatchedState.Client;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.watch.WatchReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one watch over a {@link WatchedState} was told, and what its client says back. */
final class Told implements WatchReply {
    private final WatchedState member;
    final Client client;
    final long id;
    final List<byte[]> frames = new ArrayList<>();
    private final List<WatchResponse> responses = new ArrayList<>();
    private int taken;
    private int consumed;
    boolean created;
    boolean ended;

    @Nullable
    Refusal refusal;

    Told(WatchedState member, Client client, long id) {
        this.member = member;
        this.client = client;
        this.id = id;
    }

    @Override
    public void created() {
        created = true;
    }

    @Override
    public void tell(byte[] answer) {
        if (ended) {
            throw new AssertionError("told something after its last word");
        }
        frames.add(answer);
        Response response = parse(answer);
        if (!response.getContinues()) {
            throw new AssertionError("more follows, and it is not said");
        }
        responses.add(response.getWatch());
    }

    @Override
    public void ended(byte[] answer) {
        tell(Response.newBuilder(parse(answer)).setContinues(true).build().toByteArray());
        ended = true;
    }

    @Override
    public void refused(Refusal why) {
        if (ended) {
            throw new AssertionError("a second last word");
        }
        refusal = why;
        ended = true;
    }

    List<WatchResponse> all() {
        return responses;
    }

    /** What it was told since the last time. */
    List<WatchResponse> next() {
        List<WatchResponse> next = List.copyOf(responses.subList(taken, responses.size()));
        taken = responses.size();
        return next;
    }

    /** The same in few words: {@code EVENTS 3: put a=1 (was 0), del b | CREATED 1}. */
    String words() {
        return String.join(" | ", next().stream().map(Told::words).toList());
    }

    /** Its client has consumed everything. */
    void consume() {
        long bytes = 0;
        for (; consumed < responses.size(); consumed++) {
            bytes += responses.get(consumed).getSerializedSize();
        }
        control(WatchControlRequest.newBuilder().setConsumedBytes((int) bytes));
    }

    boolean control(WatchControlRequest.Builder request) {
        List<Boolean> found = new ArrayList<>();
        member.watches.control(request.setWatch(id).build(), client, found::add);
        member.run();
        return found.get(0);
    }

    private static String words(WatchResponse response) {
        StringBuilder words =
                new StringBuilder().append(response.getKind()).append(' ').append(response.getRevision());
        List<String> parts = new ArrayList<>();
        response.getEventsList().forEach(event -> {
            String kv = event.getKv().getKey().toStringUtf8();
            String was =
                    event.hasPrevKv() ? " (was " + event.getPrevKv().getValue().toStringUtf8() + ")" : "";
            parts.add((event.getType() == Event.Type.DELETE
                            ? "del " + kv
                            : "put " + kv + "=" + event.getKv().getValue().toStringUtf8())
                    + was);
        });
        response.getKvsList()
                .forEach(kv -> parts.add(
                        kv.getKey().toStringUtf8() + "=" + kv.getValue().toStringUtf8()));
        if (!parts.isEmpty()) {
            words.append(": ").append(String.join(", ", parts));
        }
        if (response.getCompactRevision() > 0) {
            words.append(" compacted ").append(response.getCompactRevision());
        }
        return words.append(response.getMore() ? " ..." : "").toString();
    }

    private static Response parse(byte[] answer) {
        try {
            return Response.parseFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("an answer must be a Response", e);
        }
    }
}
