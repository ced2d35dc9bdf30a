package io.ratiskv.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.NullMarked;

/** Who may know whom, and what the replicated rooms may never touch. */
@AnalyzeClasses(packages = HouseRulesTest.HOUSE, importOptions = DoNotIncludeTests.class)
class HouseRulesTest {
    static final String HOUSE = "io.ratiskv.server";

    /**
     * The rooms and whom each may know, downwards only. The composition root, {@code io.ratiskv.server} itself, knows
     * them all; nobody knows it.
     */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("transport", Set.of("propose", "read", "watch", "membership", "backup", "command", "mvcc")),
            entry("propose", Set.of("command")),
            entry("space", Set.of("propose", "command", "mvcc")),
            entry("read", Set.of("propose", "mvcc", "command")),
            entry("watch", Set.of("propose", "mvcc", "command")),
            entry("membership", Set.of("propose", "read")),
            entry("backup", Set.of("propose")),
            entry("restore", Set.of("raft", "apply")),
            entry("raft", Set.of("apply", "propose", "read", "membership", "storage", "command")),
            entry("apply", Set.of("command", "mvcc", "lease", "storage")),
            entry("lease", Set.of("storage")),
            entry("command", Set.of("mvcc")),
            entry("mvcc", Set.of("storage")),
            entry("storage", Set.of()),
            entry("metrics", Set.of()),
            entry("admin", Set.of()),
            entry("trace", Set.of()),
            entry("config", Set.of()));

    /** Everything that gives the same answer on every member for ever depends on these rooms alone. */
    private static final String[] REPLICATED = {room("apply"), room("mvcc"), room("lease"), room("command")};

    @ArchTest
    static void rooms_know_only_the_rooms_below_them(JavaClasses house) {
        Set<String> broken = new TreeSet<>();
        for (JavaClass from : house) {
            String room = roomOf(from);
            from.getDirectDependenciesFromSelf().stream()
                    .filter(d -> d.getTargetClass().getPackageName().startsWith(HOUSE))
                    .filter(d -> !room.isEmpty() && !mayKnow(room, roomOf(d.getTargetClass())))
                    .forEach(d -> broken.add(
                            room + " must not know " + nameOf(roomOf(d.getTargetClass())) + ": " + d.getDescription()));
        }
        assertThat(broken)
                .as("arrows between rooms that the house does not have")
                .isEmpty();
    }

    private static boolean mayKnow(String room, String other) {
        return room.equals(other) || MAY_KNOW.getOrDefault(room, Set.of()).contains(other);
    }

    @ArchTest
    static void every_room_has_its_place_and_its_note(JavaClasses house) {
        Map<String, JavaClass> rooms = new TreeMap<>();
        house.forEach(type -> rooms.putIfAbsent(roomOf(type), type));
        rooms.remove("");
        assertThat(rooms.keySet())
                .as("a new room needs its line in MAY_KNOW, which is a design change")
                .isSubsetOf(MAY_KNOW.keySet());
        assertThat(rooms.values())
                .allSatisfy(type -> assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                        .as("%s has a package-info with its note and @NullMarked", type.getPackageName())
                        .isTrue());
    }

    @ArchTest
    static final ArchRule rooms_form_no_cycle =
            slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ratis_lives_in_raft = livesIn("raft", "org.apache.ratis..");

    @ArchTest
    static final ArchRule rocksdb_lives_in_storage = livesIn("storage", "org.rocksdb..");

    @ArchTest
    static final ArchRule micrometer_lives_in_metrics = livesIn("metrics", "io.micrometer..");

    @ArchTest
    static final ArchRule prometheus_lives_in_metrics = livesIn("metrics", "io.prometheus..");

    @ArchTest
    static final ArchRule netty_lives_in_transport = livesIn("transport", "io.netty..");

    @ArchTest
    static final ArchRule protobuf_stops_above_the_data = noClasses()
            .that()
            .resideInAnyPackage(room("mvcc"), room("lease"), room("storage"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", "io.ratiskv.protocol..", room("command"))
            .because("versions and rows are records and bytes: messages are turned into them by command");

    @ArchTest
    static final ArchRule configuration_takes_only_numbers_from_the_protocol = noClasses()
            .that()
            .resideInAPackage(room("config"))
            .should()
            .dependOnClassesThat(resideInAPackage("com.google.protobuf.."));

    @ArchTest
    static final ArchRule replicated_rooms_read_no_clock_and_no_chance = noClasses()
            .that()
            .resideInAnyPackage(REPLICATED)
            .should()
            .callMethodWhere(calls(
                    "a clock or chance",
                    Set.of(
                            "java.lang.System.currentTimeMillis",
                            "java.lang.System.nanoTime",
                            "java.lang.Math.random",
                            "java.util.UUID.randomUUID",
                            "java.time.Instant.now",
                            "java.time.Clock.systemUTC")))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage("java.time..")
                    .and(DescribedPredicate.not(assignableTo(java.time.Duration.class))))
            .orShould()
            .dependOnClassesThat(assignableTo(java.util.random.RandomGenerator.class))
            .because("every member must come to the same state: time and chance travel in the log");

    @ArchTest
    static final ArchRule replicated_rooms_start_no_threads = noClasses()
            .that()
            .resideInAnyPackage(REPLICATED)
            .should()
            .dependOnClassesThat(assignableTo(Thread.class)
                    .or(assignableTo(Executor.class))
                    .or(assignableTo(java.util.concurrent.CompletionStage.class)))
            .because("the apply thread is the only writer and hands nothing on");

    /** Their iteration order is an accident; sorted and linked ones are fine. */
    @ArchTest
    static final ArchRule replicated_rooms_have_no_order_of_chance = noClasses()
            .that()
            .resideInAnyPackage(REPLICATED)
            .should()
            .callConstructorWhere(onExactly(
                    java.util.HashMap.class,
                    java.util.HashSet.class,
                    java.util.IdentityHashMap.class,
                    java.util.WeakHashMap.class,
                    java.util.concurrent.ConcurrentHashMap.class))
            .because("what is replicated must not depend on the order of a hash map: use TreeMap or LinkedHashMap");

    @ArchTest
    static final ArchRule only_config_and_main_read_the_environment = noClasses()
            .that()
            .resideOutsideOfPackage(room("config"))
            .and()
            .doNotHaveSimpleName("KvServerMain")
            .should()
            .callMethodWhere(calls(
                    "the environment",
                    Set.of(
                            "java.lang.System.getenv",
                            "java.lang.System.getProperty",
                            "java.lang.System.getProperties",
                            "java.lang.Boolean.getBoolean",
                            "java.lang.Integer.getInteger",
                            "java.lang.Long.getLong")));

    @ArchTest
    static final ArchRule nothing_static_changes = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(handWritten())
            .should()
            .beFinal()
            .andShould()
            .notHaveRawType(assignableTo(AtomicBoolean.class)
                    .or(assignableTo(AtomicInteger.class))
                    .or(assignableTo(AtomicLong.class))
                    .or(assignableTo(AtomicReference.class))
                    .or(assignableTo(java.util.concurrent.atomic.LongAdder.class))
                    .or(assignableTo(java.util.concurrent.ConcurrentMap.class))
                    .or(assignableTo(ThreadLocal.class)));

    @ArchTest
    static final ArchRule static_arrays_stay_in_their_room = fields().that()
            .areStatic()
            .and()
            .arePublic()
            .and()
            .areDeclaredInClassesThat(handWritten())
            .should()
            .notHaveRawType(DescribedPredicate.describe("array", JavaClass::isArray));

    @ArchTest
    static final ArchRule nobody_prints = noClasses()
            .that()
            .doNotHaveSimpleName("KvServerMain")
            .and()
            .doNotHaveSimpleName("RestoreMain")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("a member speaks through its log; what restores is no member, and speaks with who started it");

    private static ArchRule livesIn(String room, String library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(room(room))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because(library + " lives in " + room + " alone");
    }

    private static DescribedPredicate<JavaCall<?>> calls(String what, Set<String> methods) {
        return DescribedPredicate.describe(
                what,
                call -> methods.contains(
                        call.getTargetOwner().getName() + "." + call.getTarget().getName()));
    }

    private static DescribedPredicate<JavaCall<?>> onExactly(Class<?>... types) {
        Set<String> names =
                new TreeSet<>(List.of(types).stream().map(Class::getName).toList());
        return DescribedPredicate.describe(
                "on " + names, call -> names.contains(call.getTargetOwner().getName()));
    }

    private static DescribedPredicate<JavaClass> handWritten() {
        return DescribedPredicate.not(assignableTo(com.google.protobuf.Message.class)
                .or(assignableTo(com.google.protobuf.MessageOrBuilder.class))
                .or(assignableTo(com.google.protobuf.Descriptors.FileDescriptor.class))
                .or(assignableTo(com.google.protobuf.GeneratedFile.class)));
    }

    /** The room's name; empty for the composition root. */
    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        return name.length() <= HOUSE.length() ? "" : name.substring(HOUSE.length() + 1);
    }

    private static String nameOf(String room) {
        return room.isEmpty() ? "the composition root" : room;
    }

    private static String room(String name) {
        return HOUSE + "." + name + "..";
    }
}
