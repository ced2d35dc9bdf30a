package io.ratiskv.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ratiskv.client.UnavailableException.Tried;
import io.ratiskv.protocol.Hello;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryingCallTest {
    private static final Endpoint ONE = Endpoint.parse("one.example:7101");
    private static final Endpoint TWO = Endpoint.parse("two.example:7101");

    private final EventLoop loop = new EmbeddedChannel().eventLoop();
    // Names are looked up for ever: whoever is dialled stays silent until the test closes the connection.
    private final Dialer dialer = new Dialer(loop, lookUp -> {}, Hello.getDefaultInstance(), Duration.ofMinutes(1));
    private final Members members = new Members(List.of(ONE, TWO), dialer);
    private final List<Failure> failures = new ArrayList<>();

    @Test
    void without_time_to_ask_again_it_tells_why_others_found_nobody() {
        members.connection(ONE).close("cannot connect: Connection refused", null);
        members.connection(TWO).close("no such host: two.example", null);

        call(System.nanoTime()).start();

        assertThat(failures).hasSize(1);
        List<Tried> tried = failures.get(0).tried();
        assertThat(tried).extracting(Tried::endpoint).containsExactly(ONE.toString(), TWO.toString());
        assertThat(tried.get(0).failure()).contains("Connection refused", "ms ago; no word since");
        assertThat(tried.get(1).failure()).contains("no such host: two.example", "ms ago; no word since");
    }

    @Test
    void of_those_that_nobody_has_asked_it_tells_nothing() {
        call(System.nanoTime()).start();

        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).tried()).isEmpty();
    }

    @Test
    void whoever_is_asked_anew_keeps_its_last_failure_until_it_is_heard_of() {
        members.connection(ONE).close("cannot connect: Connection refused", null);
        members.connection(ONE);

        assertThat(call(System.nanoTime()).tried())
                .singleElement()
                .satisfies(tried -> assertThat(tried.failure()).contains("Connection refused"));
    }

    @Test
    void while_it_waits_for_the_first_answer_it_tells_whom_it_has_asked() {
        RetryingCall call = call(System.nanoTime() + Duration.ofMinutes(1).toNanos());
        call.start();

        assertThat(call.tried()).singleElement().satisfies(tried -> {
            assertThat(tried.endpoint()).isEqualTo(ONE.toString());
            assertThat(tried.failure()).contains("no answer yet");
        });
    }

    private RetryingCall call(long deadlineNanos) {
        return new RetryingCall(
                network(),
                Request.getDefaultInstance(),
                Route.LEADER,
                deadlineNanos,
                stamp -> {},
                new RetryingCall.Sink() {
                    @Override
                    public void answered(List<Response> frames) {
                        throw new AssertionError("nobody can have answered: " + frames);
                    }

                    @Override
                    public void failed(Failure failure) {
                        failures.add(failure);
                    }
                });
    }

    private Network network() {
        return new LiveNetwork(
                loop,
                members,
                new RetryPolicy(Duration.ofSeconds(1), new SplittableRandom(1)),
                Throttles.of(Optional.empty()),
                1);
    }
}
