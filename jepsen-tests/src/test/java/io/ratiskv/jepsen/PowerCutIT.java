package io.ratiskv.jepsen;

import static io.ratiskv.jepsen.Scenario.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ratiskv.client.KvClient;
import io.ratiskv.client.KvException;
import io.ratiskv.jepsen.cluster.LocalCluster;
import io.ratiskv.jepsen.cluster.Member;
import io.ratiskv.jepsen.fault.DiskFault;
import io.ratiskv.jepsen.fault.NativeCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was acknowledged is there after a power cut, whatever crashes came before. */
class PowerCutIT {
    @Test
    void entries_that_a_crash_left_unsynced_are_durable_once_the_next_life_counts_them() {
        NativeCode.unavailable().ifPresent(why -> assumeTrue(false, why));
        try (LocalCluster cluster = LocalCluster.start(
                        Scenario.spec("power-cut-after-crash").members(1).diskFaults());
                Scenario scenario = new Scenario()) {
            KvClient client = scenario.client(cluster);
            Member member = cluster.member("n1");
            DiskFault disk = member.disk().orElseThrow();
            client.put("synced", "1");

            // Written, never synced, and the member ends over it: the kernel's cache alone has the entry.
            disk.failSyncs(DiskFault.EIO, DiskFault.ALWAYS);
            assertThatThrownBy(() -> client.withDeadline(Duration.ofSeconds(2)).put("unsynced", "1"))
                    .isInstanceOf(KvException.class);
            assertThat(member.process().awaitExit(PATIENCE)).isPresent();
            disk.heal();

            member.start();
            cluster.awaitServing(PATIENCE);
            boolean thereInTheNextLife = client.get("unsynced").isPresent();
            client.put("acknowledged", "1");
            member.kill();
            assertThat(disk.cutPower()).as("writes taken back").isPositive();

            member.start();
            cluster.awaitServing(PATIENCE);
            assertThat(client.get("synced")).isPresent();
            assertThat(client.get("acknowledged")).isPresent();
            assertThat(client.get("unsynced").isPresent()).isEqualTo(thereInTheNextLife);
        }
    }
}
