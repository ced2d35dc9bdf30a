package io.ratiskv.client;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** The rules of this house. */
@AnalyzeClasses(packages = "io.ratiskv.client", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule network_and_wire_stay_in_their_room = noClasses()
            .that()
            .resideOutsideOfPackages("io.ratiskv.client.connection", "io.ratiskv.client.backup")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "com.google.protobuf..", "io.ratiskv.protocol..");

    @ArchTest
    static final ArchRule backups_open_no_socket = noClasses()
            .that()
            .resideInAPackage("io.ratiskv.client.backup")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..");

    @ArchTest
    static final ArchRule caffeine_stays_in_its_room = noClasses()
            .that()
            .resideOutsideOfPackage("io.ratiskv.client.cache")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.github.benmanes..");

    @ArchTest
    static final ArchRule the_cache_does_what_a_program_could = noClasses()
            .that()
            .resideInAPackage("io.ratiskv.client.cache")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.ratiskv.client.connection");

    @ArchTest
    static final ArchRule the_client_knows_no_server =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.ratiskv.server..", "org.apache.ratis..");

    @ArchTest
    static final ArchRule the_room_shows_only_what_the_shells_need = classes()
            .that()
            .resideInAPackage("io.ratiskv.client.connection")
            .and()
            .arePublic()
            .should()
            .haveNameMatching(".*\\.(Cluster|Call|CallOptions|Commit|WatchCall)");

    @ArchTest
    static final ArchRule what_users_see_is_of_the_jdk_or_of_this_package = classes()
            .that()
            .resideInAnyPackage("io.ratiskv.client", "io.ratiskv.client.cache")
            .and()
            .arePublic()
            .should(showOnlyOwnTypes());

    @ArchTest
    static final ArchRule recipes_stand_on_what_every_user_has = classes()
            .that()
            .resideInAPackage("io.ratiskv.client.recipes")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("io.ratiskv.client.recipes", "java..", "org.jspecify..")
                    .or(resideInAPackage("io.ratiskv.client").and(modifier(JavaModifier.PUBLIC))));

    @ArchTest
    static final ArchRule no_method_pins_a_virtual_thread =
            noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED);

    private static ArchCondition<JavaClass> showOnlyOwnTypes() {
        return new ArchCondition<>("show only types of the JDK and of io.ratiskv.client") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                item.getMembers().stream()
                        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                        .forEach(member -> member.getAllInvolvedRawTypes().stream()
                                .filter(type -> !isOwn(type))
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        member, member.getFullName() + " shows " + type.getName()))));
            }
        };
    }

    private static boolean isOwn(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isPrimitive()
                || Set.of("io.ratiskv.client", "io.ratiskv.client.cache").contains(base.getPackageName())
                || resideInAnyPackage("java..").test(base);
    }
}
