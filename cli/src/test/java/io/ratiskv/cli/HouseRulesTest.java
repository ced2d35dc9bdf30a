package io.ratiskv.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom in this module. */
final class HouseRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ratiskv.cli");

    @Test
    void the_server_is_started_as_a_process_and_never_imported() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ratiskv.server..")
                .check(CLASSES);
    }

    @Test
    void the_cluster_is_reached_through_the_clients_public_door_only() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ratiskv.protocol..",
                        "io.ratiskv.client.connection..",
                        "com.google.protobuf..",
                        "io.netty..",
                        "org.apache.ratis..",
                        "org.rocksdb..")
                .check(CLASSES);
    }

    @Test
    void picocli_is_known_where_commands_and_options_are_declared() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.ratiskv.cli.text..",
                        "io.ratiskv.cli.txn..",
                        "io.ratiskv.cli.bulk..",
                        "io.ratiskv.cli.bench..",
                        "io.ratiskv.cli.local..",
                        "io.ratiskv.cli.output..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    @Test
    void the_load_generator_knows_no_store_and_no_report() {
        noClasses()
                .that()
                .resideInAPackage("io.ratiskv.cli.bench.load..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ratiskv.client..",
                        "io.ratiskv.cli.bench.store..",
                        "io.ratiskv.cli.bench.report..",
                        "io.ratiskv.cli.output..")
                .check(CLASSES);
    }

    @Test
    void rooms_do_not_go_in_circles() {
        slices().matching("io.ratiskv.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
