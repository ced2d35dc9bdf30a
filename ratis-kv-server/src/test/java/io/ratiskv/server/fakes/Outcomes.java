package io.ratiskv.server.fakes;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.WriteReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What submitted writes heard, by name: "answered" or the refusal's code. Every hearing is kept, so that two show. */
public final class Outcomes {
    private final Map<String, List<String>> heard = new TreeMap<>();
    private final Map<String, Refusal> refusals = new TreeMap<>();

    public static Command put(String key) {
        return put(key, 0);
    }

    public static Command put(String key, int valueBytes) {
        return Command.newBuilder()
                .setPut(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFrom(new byte[valueBytes])))
                .build();
    }

    /** A reply that notes what it hears under {@code name}. */
    public WriteReply of(String name) {
        return new WriteReply() {
            @Override
            public void answered(byte[] response) {
                note(name, "answered " + keyIn(response));
            }

            @Override
            public void refused(Refusal refusal) {
                refusals.put(name, refusal);
                note(name, refusal.code().name());
            }
        };
    }

    public synchronized List<String> heard(String name) {
        return List.copyOf(heard.getOrDefault(name, List.of()));
    }

    public Refusal refusal(String name) {
        Refusal refusal = refusals.get(name);
        if (refusal == null) {
            throw new AssertionError(name + " was not refused: " + heard(name));
        }
        return refusal;
    }

    public synchronized int count() {
        return heard.values().stream().mapToInt(List::size).sum();
    }

    private static String keyIn(byte[] response) {
        try {
            return Response.parseFrom(response).getPut().getPrevKv().getKey().toStringUtf8();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a response", e);
        }
    }

    private synchronized void note(String name, String what) {
        heard.computeIfAbsent(name, n -> new ArrayList<>()).add(what);
    }
}
