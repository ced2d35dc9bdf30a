package io.ratiskv.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.server.propose.MemberId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    void a_life_lasts_as_long_as_its_disk() throws IOException {
        MemberId first = idOn(root.resolve("a"));

        assertThat(idOn(root.resolve("a"))).isEqualTo(first);
        assertThat(idOn(root.resolve("b")).name()).isEqualTo("n1");
        assertThat(idOn(root.resolve("b"))).isNotEqualTo(first);
    }

    @Test
    void one_whose_log_is_gone_is_another_life_and_may_not_take_the_old_store_for_its_own() throws IOException {
        MemberId first;
        try (DataDirectory began = DataDirectory.open(root, "shop", "n1")) {
            first = began.memberId();
            began.begin(List.of());
            Files.createDirectories(began.store());
        }
        try (DataDirectory again = DataDirectory.open(root, "shop", "n1")) {
            assertThat(again.memberId()).isNotEqualTo(first);
            assertThat(again.begun()).isFalse();
            assertThat(again.store()).doesNotExist();
            assertThat(root.resolve("earlier/store")).exists();

            again.forgetEarlierLife();
            assertThat(root.resolve("earlier")).doesNotExist();
        }
    }

    @Test
    void a_member_that_was_removed_is_another_life_that_forms_no_cluster() throws IOException {
        MemberId first;
        try (DataDirectory began = DataDirectory.open(root, "shop", "n1")) {
            first = began.memberId();
            began.begin(List.of());
            Files.createDirectories(began.raft().resolve("group"));
            began.leave();
        }
        try (DataDirectory again = DataDirectory.open(root, "shop", "n1")) {
            assertThat(again.memberId()).isNotEqualTo(first);
            assertThat(again.removed()).isTrue();
            assertThat(again.raft()).doesNotExist();
        }
    }

    @Test
    void the_group_that_a_member_helped_to_form_is_known_after_a_restart() throws IOException {
        RaftMemberConfig.Member other = new RaftMemberConfig.Member("n2~x", "h:1", "[::1]:2");
        try (DataDirectory began = DataDirectory.open(root, "shop", "n1")) {
            began.begin(List.of(other));
            Files.createDirectories(began.raft().resolve("group"));
        }
        try (DataDirectory again = DataDirectory.open(root, "shop", "n1")) {
            assertThat(again.begun()).isTrue();
            assertThat(again.group()).containsExactly(other);
        }
    }

    @Test
    void a_disk_from_before_there_were_lives_keeps_its_member() throws IOException {
        Files.writeString(root.resolve("member.properties"), "format=1\ncluster.id=shop\nmember.id=n1\n");
        Files.createDirectories(root.resolve("raft/group"));

        assertThat(idOn(root)).isEqualTo(new MemberId("n1", ""));
    }

    private static MemberId idOn(Path disk) throws IOException {
        try (DataDirectory directory = DataDirectory.open(disk, "shop", "n1")) {
            return directory.memberId();
        }
    }
}
