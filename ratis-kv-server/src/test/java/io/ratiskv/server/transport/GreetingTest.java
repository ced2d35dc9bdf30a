package io.ratiskv.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.Error;
import io.ratiskv.protocol.ErrorCode;
import io.ratiskv.protocol.Protocol;
import io.ratiskv.protocol.Request;
import io.ratiskv.protocol.Response;
import io.ratiskv.protocol.Welcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How a connection begins, and what is no request. */
class GreetingTest extends FrontEndStories {
    @Test
    void the_welcome_says_who_we_are_and_what_we_take() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            Welcome welcome = client.ask(Request.newBuilder().setRequestId(1).setHello(RawClient.hello()))
                    .getWelcome();

            assertThat(welcome.getVersion()).isEqualTo(1);
            assertThat(welcome.getClusterId()).isEqualTo("test");
            assertThat(welcome.getMemberId()).isEqualTo("n1");
            assertThat(welcome.getLeader().getClientAddress()).isEqualTo("host1:7100");
            assertThat(welcome.getFrameBytesMax())
                    .isEqualTo(FrontEndLimits.defaults().frameBytesMax());
            assertThat(welcome.getInFlightMax()).isEqualTo(1_024);
        }
    }

    @Test
    void a_client_that_speaks_only_later_versions_is_told_what_we_speak() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            client.send(Request.newBuilder()
                    .setRequestId(1)
                    .setHello(RawClient.hello().setVersionMin(7).setVersionMax(9)));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
            assertThat(error.getMessage()).contains("7 to 9").contains("1 to 1");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_client_that_speaks_later_versions_too_gets_ours() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            Response response = client.ask(Request.newBuilder()
                    .setRequestId(1)
                    .setHello(RawClient.hello().setVersionMax(9)));

            assertThat(response.getWelcome().getVersion()).isEqualTo(1);
        }
    }

    @Test
    void a_client_of_another_cluster_is_told_both_names() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            client.send(Request.newBuilder()
                    .setRequestId(1)
                    .setHello(RawClient.hello().setClusterId("shop")));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.WRONG_CLUSTER);
            assertThat(error.getMessage()).contains("shop").contains("test");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void the_first_request_must_be_hello() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            client.send(RawClient.put(5, "a", 1));

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(member.log.proposals()).isEmpty();
        }
    }

    @Test
    void bytes_of_another_protocol_are_refused_with_a_hint_and_the_end() throws IOException {
        try (RawClient client = new RawClient(member.frontEnd.address())) {
            client.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            Error error = client.refused();

            assertThat(error.getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            assertThat(error.getMessage()).contains("right port");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_frame_that_is_no_request_ends_its_connection_and_no_other() throws IOException {
        member.log.commitAtOnce();
        try (RawClient bad = member.client();
                RawClient good = member.client()) {
            bad.bytes(3, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff});

            assertThat(bad.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            assertThat(bad.isClosedByServer()).isTrue();
            assertThat(good.ask(RawClient.put(2, "a", 1)).getRequestId()).isEqualTo(2);
        }
    }

    @Test
    void a_request_without_id_or_a_second_hello_is_malformed() throws IOException {
        try (RawClient noId = member.client();
                RawClient twice = member.client()) {
            noId.send(RawClient.put(0, "a", 1));
            assertThat(noId.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            twice.send(Request.newBuilder().setRequestId(2).setHello(RawClient.hello()));
            assertThat(twice.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
        }
    }

    @Test
    void an_oversized_request_is_refused_by_name_and_the_connection_goes_on() throws IOException {
        member.log.commitAtOnce();
        try (RawClient client = member.client()) {
            client.send(RawClient.put(7, "a", 2 << 20));
            Response refused = client.receive();
            Error error = refused.getError();

            assertThat(refused.getRequestId()).isEqualTo(7);
            assertThat(error.getCode()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(error.getField()).isEqualTo("request");
            assertThat(error.getLimit()).isEqualTo(FrontEndLimits.defaults().frameBytesMax());
            assertThat(error.getActual()).isGreaterThan(2 << 20);
            assertThat(client.ask(RawClient.put(8, "b", 1)).getRequestId()).isEqualTo(8);
        }
    }

    @Test
    void a_frame_longer_than_any_build_takes_is_malformed() throws IOException {
        try (RawClient client = member.client()) {
            client.bytes(Protocol.FRAME_BYTES_MAX + 1, new byte[20]);

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.MALFORMED_FRAME);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_request_with_a_body_that_this_build_does_not_know_is_refused_and_the_connection_goes_on()
            throws IOException {
        member.log.commitAtOnce();
        try (RawClient client = member.client()) {
            client.send(Request.newBuilder().setRequestId(2));

            assertThat(client.refused().getCode()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(client.ask(RawClient.put(3, "a", 1)).getRequestId()).isEqualTo(3);
        }
    }
}
