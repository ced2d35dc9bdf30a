package io.ratiskv.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassArchiveTest {
    @TempDir
    Path directory;

    private Path jars;
    private Path member;
    private Path jar;

    @BeforeEach
    void prepare() throws IOException {
        jars = Files.createDirectory(directory.resolve("jars"));
        member = directory.resolve("n1");
        jar = Files.writeString(jars.resolve("server.jar"), "classes");
    }

    @Test
    void what_a_member_made_is_used_once_it_has_ended() throws IOException {
        assertThat(archive().isMissing()).isTrue();
        assertThat(archive().flagsToUse()).isEmpty();

        Path draft = make();
        assertThat(archive().flagsToUse()).as("while it is being made").isEmpty();
        ClassArchive.keep(member);

        assertThat(archive().isMissing()).isFalse();
        assertThat(draft).doesNotExist();
        Path used = Path.of(archive().flagsToUse().get(0).substring("-XX:SharedArchiveFile=".length()));
        assertThat(used).hasContent("archive").hasParent(jars);
        ClassArchive.keep(member);
        assertThat(used).exists();
    }

    @Test
    void what_a_killed_member_left_is_not_used() throws IOException {
        Path draft = make();
        ClassArchive.drop(member);
        assertThat(draft).doesNotExist();
        assertThat(archive().isMissing()).isTrue();
        ClassArchive.keep(member);
        assertThat(archive().isMissing()).isTrue();
    }

    @Test
    void a_new_build_has_an_archive_of_its_own_and_removes_the_old_one() throws IOException {
        make();
        ClassArchive.keep(member);
        Files.writeString(jar, "more classes");
        assertThat(archive().isMissing()).isTrue();
        make();
        ClassArchive.keep(member);
        try (var files = Files.list(jars)) {
            assertThat(files.filter(file -> file.toString().endsWith(".jsa"))).hasSize(1);
        }
        assertThat(archive().isMissing()).isFalse();
    }

    @Test
    void a_java_that_cannot_make_one_is_started_as_ever() {
        assertThat(archive().flagsToMake(member, flags -> false)).isEmpty();
        ClassArchive.keep(member);
        assertThat(archive().isMissing()).isTrue();
    }

    @Test
    void java_is_asked_whether_it_can() {
        ServerCommand command = new ServerCommand(jar.toString(), "64m", List.of(), List.of());
        assertThat(command.javaStartsWith(List.of("-Xlog:cds=off"))).isTrue();
        assertThat(command.javaStartsWith(List.of("-XX:NoSuchFlag=1"))).isFalse();
    }

    @Test
    void where_none_can_be_kept_members_start_without() {
        assertThat(ClassArchive.in(directory.resolve("nowhere"), jar.toString()))
                .isSameAs(ClassArchive.NONE);
        assertThat(ClassArchive.in(jars, jar + ":" + directory)).isSameAs(ClassArchive.NONE);
        assertThat(ClassArchive.in(jars, jars.resolve("lost.jar").toString())).isSameAs(ClassArchive.NONE);
        assertThat(ClassArchive.NONE.isMissing()).isFalse();
        assertThat(ClassArchive.NONE.flagsToUse()).isEmpty();
    }

    private ClassArchive archive() {
        return ClassArchive.in(jars, jar.toString());
    }

    /** As a member does that ends. */
    private Path make() throws IOException {
        String flag = archive().flagsToMake(member, flags -> true).get(0);
        return Files.writeString(Path.of(flag.substring("-XX:ArchiveClassesAtExit=".length())), "archive");
    }
}
