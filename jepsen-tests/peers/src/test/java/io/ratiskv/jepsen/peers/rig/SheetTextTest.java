package io.ratiskv.jepsen.peers.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.cli.text.JsonReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SheetTextTest {
    private final SheetText text = new SheetText(
            "bin/curves clients",
            "2026-01-02T03:04:05Z",
            Map.of("cores", "2"),
            List.of(new Sheet(
                    "clients",
                    "Operations outstanding.",
                    "workload@N",
                    List.of(
                            Line.of("put@1", Map.of(Measure.P50, 2.345, Measure.PER_SECOND, 412.0)),
                            new Line(
                                    "get@1", Map.of(Measure.PER_SECOND, 12_345.6), Optional.of("3 operations failed"))),
                    List.of("An entry costs 4,000 us."))));

    @Test
    void columns_come_in_the_order_of_measures_and_a_value_that_is_not_there_is_a_dash() {
        assertThat(text.markdown()).contains("""
                | workload@N | ops/s | p50 ms |
                |---|---:|---:|
                | put@1 | 412 | 2.35 |
                | get@1 | 12,346 | – |
                """);
    }

    @Test
    void command_sentences_and_errors_stand_beside_the_figures() {
        for (String form : List.of(text.text(), text.markdown())) {
            assertThat(form)
                    .contains("bin/curves clients", "2026-01-02T03:04:05Z", "cores 2", "Operations outstanding.")
                    .contains("An entry costs 4,000 us.", "ERROR get@1: 3 operations failed");
        }
    }

    @Test
    void json_has_all_digits() throws Exception {
        assertThat(JsonReader.parse(text.json()).compact())
                .contains("{\"name\":\"put@1\",\"values\":{\"per_second\":412,\"p50\":2.345}}")
                .contains("\"error\":\"3 operations failed\"");
    }
}
