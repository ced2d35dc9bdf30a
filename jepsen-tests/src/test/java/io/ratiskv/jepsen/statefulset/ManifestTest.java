package io.ratiskv.jepsen.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The manifests that are applied in earnest are those that the pods of this machine live by. */
class ManifestTest {
    @Test
    void what_the_controllers_go_by_is_read_from_the_manifests() {
        Manifest three = Manifest.of("three");
        assertThat(three.name()).isEqualTo("kv");
        assertThat(three.replicas()).isEqualTo(3);
        assertThat(three.parallel()).isTrue();
        assertThat(three.minReady()).isGreaterThan(Duration.ZERO);
        assertThat(three.grace()).isGreaterThan(three.preStop());
        assertThat(three.environment())
                .containsEntry("CLUSTER_ID", "kv")
                .containsEntry("FIRST_MEMBERS", "3")
                .containsKeys("HEADLESS_SERVICE", "DATA_DIRECTORY");
    }

    @Test
    void an_overlay_says_how_many_there_are() {
        Manifest five = Manifest.of("five");
        assertThat(five.replicas()).isEqualTo(5);
        assertThat(five.environment()).containsEntry("FIRST_MEMBERS", "5");
    }

    @Test
    void pods_have_the_system_properties_of_the_image() {
        assertThat(Manifest.properties())
                .anyMatch(flag -> flag.startsWith("-Djdk.serialFilter="))
                .allMatch(flag -> flag.startsWith("-D"));
    }
}
