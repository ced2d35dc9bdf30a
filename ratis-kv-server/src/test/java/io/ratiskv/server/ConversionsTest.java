package io.ratiskv.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.ratiskv.server.command.CommandLimits;
import io.ratiskv.server.config.ConfigProblems;
import io.ratiskv.server.config.LimitsConfig;
import io.ratiskv.server.config.ServerConfig;
import io.ratiskv.server.propose.MemberId;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Between what can be set and what the rooms do with it. */
class ConversionsTest {
    private static final List<String> ENOUGH =
            List.of("--member.id=n1", "--cluster.id=demo", "--member.data-directory=n1", "--cluster.peers=n1=h:1/h:2");

    private static ServerConfig config(String... more) {
        List<String> flags = new ArrayList<>(ENOUGH);
        flags.addAll(List.of(more));
        return ServerConfig.parse(flags.toArray(String[]::new), Map.of());
    }

    @Test
    void every_setting_does_something() {
        JavaClasses house = new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages(HouseRulesTest.HOUSE);
        List<String> idle = new ArrayList<>();
        for (RecordComponent room : ServerConfig.class.getRecordComponents()) {
            if (!room.getType().isRecord()) {
                continue;
            }
            JavaClass record = house.get(room.getType());
            Arrays.stream(room.getType().getRecordComponents())
                    .map(value -> record.getMethod(value.getName()))
                    .filter(ConversionsTest::nobodyAsks)
                    .forEach(accessor -> idle.add(accessor.getFullName()));
        }
        assertThat(idle)
                .as("settings that nobody reads: use them or do not offer them")
                .isEmpty();
    }

    private static boolean nobodyAsks(JavaMethod accessor) {
        return accessor.getAccessesToSelf().stream()
                .noneMatch(
                        access -> !access.getOriginOwner().getPackageName().equals(HouseRulesTest.HOUSE + ".config"));
    }

    @Test
    void no_setting_lets_a_command_in_that_apply_would_refuse() {
        CommandLimits fixed = CommandLimits.PROTOCOL;
        LimitsConfig most = config(
                        "--limits.max-key-bytes=" + fixed.keyBytesMax(),
                        "--limits.max-request-bytes=" + fixed.valueBytesMax(),
                        "--limits.max-txn-operations=" + fixed.txnOperationsMax())
                .limits();

        assertThat(most.maxKeyBytes()).isEqualTo(fixed.keyBytesMax());
        assertThatThrownBy(() -> config("--limits.max-key-bytes=" + (fixed.keyBytesMax() + 1)))
                .isInstanceOf(ConfigProblems.class);
        assertThatThrownBy(() -> config("--limits.max-request-bytes=" + (fixed.valueBytesMax() + 1)))
                .isInstanceOf(ConfigProblems.class);
        assertThatThrownBy(() -> config("--limits.max-txn-operations=" + (fixed.txnOperationsMax() + 1)))
                .isInstanceOf(ConfigProblems.class);
    }

    @Test
    void what_is_set_by_default_suits_every_room() {
        ServerConfig config = config();

        assertThat(Conversions.raft(config, MemberId.drawn("n1"), List.of()).bootstrap())
                .isFalse();
        assertThat(Conversions.batches(config).batchBytesMax()).isEqualTo(1 << 20);
        assertThat(Conversions.frontEnd(config).keyBytesMax()).isEqualTo(16_384);
        assertThat(Conversions.reads(config)).isNotNull();
        assertThat(Conversions.state(config)).isNotNull();
    }
}
