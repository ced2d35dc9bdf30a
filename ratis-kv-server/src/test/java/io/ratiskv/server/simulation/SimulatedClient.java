package io.ratiskv.server.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ratiskv.protocol.OpenSessionRequest;
import io.ratiskv.protocol.OpenSessionResponse;
import io.ratiskv.protocol.PutRequest;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.WriteId;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.WriteReply;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes with a session until told, through whichever member, sometimes twice at once; loses some answers. */
final class SimulatedClient {
    private static final Duration DEADLINE = Duration.ofMillis(250);
    private static final Duration BACK_OFF_MAX = Duration.ofMillis(60);
    // Codes from here on do not say that nothing happened.
    private static final int FIRST_UNKNOWN_CODE = 200;

    private final String key;
    private final SimulatedTime time;
    private final List<SimulatedMember> members;
    private final Promises promises;
    private final int writes;
    private @Nullable OpenSessionResponse session;
    private long sequence;
    private boolean answered;
    private int lone;

    SimulatedClient(String key, SimulatedTime time, List<SimulatedMember> members, Promises promises, int writes) {
        this.key = key;
        this.time = time;
        this.members = members;
        this.promises = promises;
        this.writes = writes;
    }

    void start() {
        openSession();
    }

    boolean isDone() {
        return session != null && sequence > writes;
    }

    private void openSession() {
        Command open = Command.newBuilder()
                .setOpenSession(OpenSessionRequest.newBuilder().setIdentity(key).setInstance(key.hashCode()))
                .build();
        submit(open, response -> {
            if (session == null) {
                session = response.getOpenSession();
                sequence = session.getNextSequence() - 1;
                nextWrite();
            }
        });
        time.after(DEADLINE.multipliedBy(2), () -> {
            if (session == null) {
                openSession();
            }
        });
    }

    private void nextWrite() {
        sequence++;
        answered = false;
        if (!isDone()) {
            attempt(sequence);
        }
        loneWrite();
        read();
    }

    private void attempt(long number) {
        if (answered || number != sequence) {
            return;
        }
        send(number);
        if (time.chance(0.1)) {
            send(number);
        }
        time.soon(DEADLINE.plus(BACK_OFF_MAX), () -> attempt(number));
    }

    private void send(long number) {
        OpenSessionResponse open = session;
        if (open == null) {
            throw new AssertionError("a write before its session");
        }
        WriteId id = WriteId.newBuilder()
                .setSessionId(open.getSessionId())
                .setIncarnation(open.getIncarnation())
                .setSequence(number)
                .setOldestUnanswered(number)
                .build();
        submit(put(key).setWriteId(id).build(), response -> {
            if (response.hasError()) {
                promises.rejected(key, number, response.getError().getCode());
                return;
            }
            promises.answered(key, number, response.getPut().getRevision());
            boolean lost = time.chance(0.2); // then the retry must get the same answer
            if (!lost && !answered && number == sequence) {
                answered = true;
                time.soon(Duration.ofMillis(3), this::nextWrite);
            }
        });
    }

    // Without a session and submitted once only: what is said about it must be true as it stands.
    private void loneWrite() {
        String name = key + "-lone" + lone++;
        promises.opened(name);
        promises.submitted();
        int[] times = {0};
        anyMember().writes.submit(put(name).build(), time.in(DEADLINE), new WriteReply() {
            @Override
            public void answered(byte[] response) {
                promises.told(++times[0]);
                promises.ended(name, Promises.Outcome.DONE);
            }

            @Override
            public void refused(Refusal refusal) {
                promises.told(++times[0]);
                promises.ended(
                        name,
                        refusal.code().getNumber() < FIRST_UNKNOWN_CODE
                                ? Promises.Outcome.NOT_DONE
                                : Promises.Outcome.UNKNOWN);
            }
        });
    }

    private void read() {
        long floor = promises.newestSeen();
        anyMember().read().whenComplete((revision, failure) -> {
            if (failure == null) {
                promises.read(floor, revision);
            }
        });
    }

    private void submit(Command command, Consumer<Response> answer) {
        promises.submitted();
        int[] times = {0};
        likelyLeader().writes.submit(command, time.in(DEADLINE), new WriteReply() {
            @Override
            public void answered(byte[] response) {
                promises.told(++times[0]);
                try {
                    answer.accept(Response.parseFrom(response));
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError("not a response", e);
                }
            }

            @Override
            public void refused(Refusal refusal) {
                promises.told(++times[0]);
            }
        });
    }

    private SimulatedMember likelyLeader() {
        List<SimulatedMember> leading =
                members.stream().filter(m -> m.log.status().isLeader()).toList();
        return leading.isEmpty() || time.chance(0.1) ? anyMember() : leading.get(time.pick(leading.size()));
    }

    private SimulatedMember anyMember() {
        return members.get(time.pick(members.size()));
    }

    private static Command.Builder put(String name) {
        return Command.newBuilder()
                .setPut(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(name))
                        .setValue(ByteString.copyFromUtf8("v")));
    }
}
