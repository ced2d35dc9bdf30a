package io.ratiskv.jepsen.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who gets which address. */
class AddressesTest {
    @Test
    void a_pod_never_comes_back_at_its_last_address_but_others_do() {
        // Chance alone would let one of them through.
        for (int seed = 0; seed < 20; seed++) {
            Addresses addresses = new Addresses(List.of("127.1.1.1", "127.1.1.2"), new Random(seed));
            String first = addresses.take(0);
            addresses.giveBack(0);
            assertThat(addresses.take(0)).isNotEqualTo(first);
            assertThat(addresses.take(1)).as("what the other one had").isEqualTo(first);
        }
    }
}
