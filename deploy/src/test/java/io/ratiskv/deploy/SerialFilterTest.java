package io.ratiskv.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.ConnectException;
import java.net.URL;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a member lets in of serialized Java, by the very line that its Java is started with. */
class SerialFilterTest {
    private static final String OPTION = "-Djdk.serialFilter=";

    static Stream<Throwable> exceptionsThatMembersSend() {
        Throwable suppressing = new StateMachineException("with company", new IOException("disk"));
        suppressing.addSuppressed(new IllegalStateException("beside"));
        return Stream.of(
                suppressing,
                new ServerNotReadyException("not yet"),
                new TimeoutIOException("late"),
                new AlreadyClosedException("gone"),
                new CompletionException(new ExecutionException(new TimeoutException("late"))),
                new ConnectException("refused"),
                new ClosedChannelException(),
                new OutOfMemoryError("full"));
    }

    @ParameterizedTest
    @MethodSource("exceptionsThatMembersSend")
    void exceptions_that_members_send_each_other_come_in(Throwable sent) throws IOException, ClassNotFoundException {
        Throwable received = (Throwable) read(bytes(sent));
        assertThat(received).hasSameClassAs(sent).hasMessage(sent.getMessage());
        assertThat(received.getStackTrace()).isEqualTo(sent.getStackTrace());
        assertThat(received.getSuppressed()).hasSameSizeAs(sent.getSuppressed());
    }

    @Test
    void a_status_of_grpc_comes_in_as_a_cause() throws IOException, ClassNotFoundException {
        assertThat(Status.Code.valueOf(read(bytes(Status.Code.UNAVAILABLE)).toString()))
                .isEqualTo(Status.Code.UNAVAILABLE);
    }

    static Stream<Object> whatNobodyHasToSend() throws IOException {
        return Stream.of(
                new Foreign(),
                // Hashes and comparisons are what chains of gadgets begin with.
                new HashMap<>(Map.of("a", 1)),
                new HashSet<>(Set.of("a")),
                new PriorityQueue<>(List.of(1)),
                new URL("http", "nowhere.invalid", "/"),
                new javax.management.BadAttributeValueExpException("x"));
    }

    @ParameterizedTest
    @MethodSource("whatNobodyHasToSend")
    void everything_else_is_refused(Object sent) throws IOException {
        byte[] bytes = bytes(sent);
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("REJECTED");
    }

    @Test
    void an_array_is_refused_as_its_elements_are() throws IOException {
        byte[] bytes = bytes(new Foreign[1]);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(InvalidClassException.class);
    }

    @Test
    void an_exception_brings_nothing_foreign_with_it() throws IOException {
        byte[] bytes = bytes(new IllegalStateException("innocent", new Carrier()));
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(InvalidClassException.class);
    }

    @Test
    void a_large_object_is_refused_before_it_fills_the_heap() throws IOException {
        byte[] bytes = bytes(new byte[20_000]);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(InvalidClassException.class);
    }

    @Test
    void a_java_with_the_options_of_a_member_refuses_by_itself() throws IOException, InterruptedException {
        assertThat(MemberProcess.run(Receiver.class)).contains("in: StateMachineException", "refused: Foreign");
    }

    /** Run in a Java with a member's options: receives by Ratis' own hand. */
    static final class Receiver {
        private Receiver() {}

        public static void main(String[] args) {
            receive(new StateMachineException("expected"));
            receive(new Foreign());
        }

        private static void receive(Object sent) {
            byte[] bytes = org.apache.ratis.util.IOUtils.object2Bytes((Serializable) sent);
            String name = sent.getClass().getSimpleName();
            try {
                org.apache.ratis.util.IOUtils.bytes2Object(bytes, sent.getClass());
                System.out.println("in: " + name);
            } catch (RuntimeException e) {
                System.out.println("refused: " + name);
            }
        }
    }

    private static final class Foreign implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private static final class Carrier extends Exception {
        private static final long serialVersionUID = 1L;

        private final HashMap<String, String> load = new HashMap<>();

        @Override
        public String getMessage() {
            return "with " + load.size();
        }
    }

    private static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter(filter()));
            return in.readObject();
        }
    }

    private static String filter() throws IOException {
        return Files.readAllLines(MemberProcess.OPTIONS).stream()
                .filter(line -> line.startsWith(OPTION))
                .map(line -> line.substring(OPTION.length()))
                .findFirst()
                .orElseThrow();
    }
}
