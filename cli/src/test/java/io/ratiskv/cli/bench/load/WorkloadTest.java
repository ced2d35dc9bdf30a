package io.ratiskv.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.cli.bench.load.Workload.Closed;
import io.ratiskv.cli.bench.load.Workload.Open;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkloadTest {
    @Test
    void a_list_holds_closed_loops_open_loops_and_names_alone() {
        assertThat(Workload.parseAll("put@1, local-get:5000/s,cas"))
                .isEqualTo(List.of(
                        new Workload(Kind.PUT, new Closed(1)),
                        new Workload(Kind.LOCAL_GET, new Open(5_000)),
                        new Workload(Kind.CAS, new Closed(64))));
    }

    @Test
    void a_workload_is_shown_as_it_is_typed() {
        for (Kind kind : Kind.values()) {
            assertThat(Workload.parse(kind.typed() + "@7").typed()).isEqualTo(kind.typed() + "@7");
            assertThat(Workload.parse(kind.typed() + ":7/s").typed()).isEqualTo(kind.typed() + ":7/s");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "puts@64     | 'puts' is no workload; there are put, get, local-get",
                "put@        | outstanding operations behind '@' must be a number, is ''",
                "put@0       | outstanding operations behind '@' must be 1 to 1000000, is 0",
                "put@1e3     | outstanding operations behind '@' must be a number, is '1e3'",
                "put:500     | a rate ends in '/s', as in :500/s; operations outstanding are typed @500",
                "put:fast/s  | rate behind ':' must be a number, is 'fast'",
                "put:0/s     | rate behind ':' must be 1 to 1000000, is 0",
                "put@1:2/s   | is not NAME, NAME@OUTSTANDING or NAME:RATE/s, such as put@64 or put:5000/s",
                "put@1,,get  | '' is no workload",
            })
    void what_is_wrong_is_named(String typed, String said) {
        assertThatThrownBy(() -> Workload.parseAll(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }
}
