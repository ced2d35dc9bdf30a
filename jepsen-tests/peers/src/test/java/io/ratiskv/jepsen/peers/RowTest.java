package io.ratiskv.jepsen.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.cli.bench.load.Kind;
import io.ratiskv.jepsen.peers.store.OurStore;
import io.ratiskv.jepsen.peers.store.Store;
import io.ratiskv.jepsen.peers.store.ZooKeeperStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void a_kind_stands_for_all_of_its_rows_and_none_comes_twice() {
        assertThat(Row.parseAll("put@64,put,failover"))
                .extracting(Row::name)
                .containsExactly("put@64", "put@1", "put@256", "put@1000", "put@4000", "failover");
        assertThat(Row.parseAll("all")).isEqualTo(Row.ALL);
    }

    @Test
    void a_watch_is_typed_with_the_puts_under_way_and_its_watchers() {
        Row row = Row.parse("watch@8x250");
        assertThat(row.watchers()).isEqualTo(250);
        assertThat(row.workload().orElseThrow().typed()).isEqualTo("watch@8");
        assertThatThrownBy(() -> Row.parse("watch@8"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("watch@16x100");
    }

    @Test
    void a_row_that_there_is_not_is_refused_with_those_there_are() {
        assertThatThrownBy(() -> Row.parseAll("put@64,pit@64"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'pit'");
    }

    @Test
    void each_round_begins_with_another_store() {
        List<Store> stores = List.of(OurStore.product("1g"), OurStore.limit("1g"), new ZooKeeperStore("1g"));
        PeersPlan plan = new PeersPlan(
                stores,
                Row.ALL,
                3,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(1),
                1_000,
                16,
                256,
                1_000,
                1,
                Path.of("."));
        assertThat(plan.order(1)).extracting(Store::name).containsExactly("ours", "limit", "zookeeper");
        assertThat(plan.order(2)).extracting(Store::name).containsExactly("limit", "zookeeper", "ours");
        assertThat(plan.order(4)).isEqualTo(plan.order(1));
    }

    @Test
    void the_limit_is_measured_in_puts_alone() {
        Store limit = OurStore.limit("1g");
        assertThat(limit.measures(java.util.Optional.of(Kind.PUT))).isTrue();
        assertThat(limit.measures(java.util.Optional.of(Kind.GET))).isFalse();
        assertThat(limit.measures(java.util.Optional.empty())).isFalse();
    }
}
