package io.ratiskv.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.jepsen.cluster.ClusterSpec;
import io.ratiskv.jepsen.cluster.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and groups; the faults themselves are tried by {@code NemesesIT}. */
class NemesesTest {
    @TempDir
    Path directory;

    private LocalCluster cluster;
    private Nemeses nemeses;

    @BeforeEach
    void prepare() {
        cluster = LocalCluster.prepare(ClusterSpec.named("names").root(directory));
        nemeses = Nemeses.of(cluster);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void every_kind_is_in_one_group_and_in_all() {
        assertThat(Nemeses.groups().get("all"))
                .containsExactlyInAnyOrderElementsOf(
                        nemeses.all().stream().map(Nemesis::name).toList());
    }

    @Test
    void names_and_groups_are_added_and_left_out() {
        assertThat(names(nemeses.select("clock,kill-one,-clock-drift")))
                .containsExactly("clock-step", "clock-hour", "kill-one");
        assertThat(nemeses.select("none")).isEmpty();
        assertThat(nemeses.select("")).isEmpty();
        assertThat(nemeses.select("all,-all")).isEmpty();
        assertThat(names(nemeses.select("network"))).contains("partition-ring", "net-loss", "proxy-lossy");
    }

    @Test
    void an_unknown_name_is_refused_with_the_known_ones() {
        assertThatThrownBy(() -> nemeses.select("process,earthquake"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("earthquake")
                .hasMessageContaining("kill-leader");
    }

    @Test
    void an_unknown_name_is_refused_also_where_it_is_taken_out() {
        assertThatThrownBy(() -> Nemeses.names("process,-earthquake"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("earthquake");
    }

    @Test
    void what_a_plain_cluster_on_loopback_cannot_suffer_is_told_in_words() {
        assertThat(nemeses.unavailable())
                .containsKeys(
                        "partition-half", "net-delay", "clock-step", "power-cut", "proxy-lossy", "snapshot-install")
                .doesNotContainKeys("kill-all", "pause-one", "wipe-one")
                .allSatisfy((name, why) -> assertThat(why).isNotBlank());
        assertThat(names(nemeses.available())).contains("kill-all").doesNotContain("partition-half");
    }

    private static List<String> names(List<Nemesis> chosen) {
        return chosen.stream().map(Nemesis::name).toList();
    }
}
