package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path root;

    @Test
    void an_empty_directory_becomes_the_members_and_stays_it() throws IOException {
        try (DataDirectory first = DataDirectory.open(root, "shop", "n1")) {
            assertThat(first.firstBoot()).isTrue();
        }
        try (DataDirectory again = DataDirectory.open(root, "shop", "n1")) {
            assertThat(again.firstBoot()).isFalse();
        }
    }

    @Test
    void the_directory_of_another_member_is_refused_by_name() throws IOException {
        DataDirectory.open(root, "shop", "n1").close();

        assertThatThrownBy(() -> DataDirectory.open(root, "shop", "n2"))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("belongs to member n1 of cluster shop")
                .hasMessageContaining("this is member n2");
    }

    @Test
    void the_directory_of_another_cluster_is_refused_by_name() throws IOException {
        DataDirectory.open(root, "shop", "n1").close();

        assertThatThrownBy(() -> DataDirectory.open(root, "bank", "n1")).hasMessageContaining("of cluster shop");
    }

    @Test
    void a_directory_in_use_is_refused() throws IOException {
        try (DataDirectory running = DataDirectory.open(root, "shop", "n1")) {
            assertThat(running.root()).isEqualTo(root);
            assertThatThrownBy(() -> DataDirectory.open(root, "shop", "n1")).hasMessageContaining("in use");
        }
    }

    @Test
    void a_directory_that_holds_something_else_is_refused_and_left_alone() throws IOException {
        Files.writeString(root.resolve("thesis.tex"), "years of work");

        assertThatThrownBy(() -> DataDirectory.open(root, "shop", "n1")).hasMessageContaining("thesis.tex");
        assertThat(root.resolve("member.properties")).doesNotExist();
    }

    @Test
    void a_directory_of_an_unknown_format_is_refused() throws IOException {
        Files.writeString(root.resolve("member.properties"), "format=9\ncluster.id=shop\nmember.id=n1\n");

        assertThatThrownBy(() -> DataDirectory.open(root, "shop", "n1")).hasMessageContaining("format 9");
    }
}
