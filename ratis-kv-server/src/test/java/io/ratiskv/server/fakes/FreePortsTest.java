package io.ratiskv.server.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    private static final int MANY = 20_000;

    @Test
    void a_member_of_one_jvm_takes_neither_a_port_nor_an_http_port_of_another() {
        Set<Integer> first = many(1);
        Set<Integer> second = many(2);

        assertThat(first).hasSizeGreaterThan(500).doesNotContainAnyElementsOf(second);
        assertThat(http(first)).doesNotContainAnyElementsOf(first).doesNotContainAnyElementsOf(second);
        assertThat(http(second)).doesNotContainAnyElementsOf(second).doesNotContainAnyElementsOf(first);
    }

    @Test
    void all_are_below_what_a_cluster_by_hand_has_by_default() {
        assertThat(http(many(FreePorts.FORKS))).allMatch(port -> port < 7_101);
    }

    private static Set<Integer> many(int fork) {
        return IntStream.range(0, MANY).mapToObj(i -> FreePorts.any(fork)).collect(Collectors.toSet());
    }

    private static Set<Integer> http(Set<Integer> clientPorts) {
        return clientPorts.stream().map(port -> port + FreePorts.HTTP_ABOVE).collect(Collectors.toSet());
    }
}
