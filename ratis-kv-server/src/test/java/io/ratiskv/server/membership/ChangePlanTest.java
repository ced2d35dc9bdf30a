package io.ratiskv.server.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ratiskv.server.membership.Group.Configuration;
import io.ratiskv.server.propose.MemberId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangePlanTest {
    private final Configuration three = configuration("n1", "n2", "n3");

    @Test
    void a_fourth_is_added_even_while_one_is_silent() {
        ChangePlan plan = ChangePlan.adding(three, member("n4"));

        assertThat(plan.newcomers()).containsExactly(member("n4"));
        assertThatCode(() -> plan.requireQuorum(Set.of("n1", "n2"))).doesNotThrowAnyException();
    }

    @Test
    void a_name_or_an_address_that_is_taken_is_refused_by_name() {
        assertThatThrownBy(() -> ChangePlan.adding(three, member("n2"))).hasMessageContaining("'member replace'");
        GroupMember squatter = new GroupMember(new MemberId("n4", ""), "n4:1", "n2:2");
        assertThatThrownBy(() -> ChangePlan.adding(three, squatter)).hasMessageContaining("n2:2 belongs to member n2");
        assertThatThrownBy(() -> ChangePlan.replacing(three, squatter)).hasMessageContaining("there is no member n4");
    }

    @Test
    void a_dead_member_is_removed_but_not_one_of_two_that_are_left() {
        ChangePlan dead = ChangePlan.removing(three, member("n3"));
        assertThatCode(() -> dead.requireQuorum(Set.of("n1", "n2"))).doesNotThrowAnyException();

        ChangePlan alive = ChangePlan.removing(three, member("n2"));
        assertThatThrownBy(() -> alive.requireQuorum(Set.of("n1", "n2")))
                .hasMessageContaining("lose its quorum")
                .hasMessageContaining("silent: n3")
                .hasMessageContaining("Bring n3 back first");
    }

    @Test
    void the_last_one_stays() {
        assertThatThrownBy(() -> ChangePlan.removing(configuration("n1"), member("n1")))
                .hasMessageContaining("only member");
    }

    @Test
    void a_second_is_added_to_one_but_half_of_two_is_not_replaced() {
        assertThatCode(() ->
                        ChangePlan.adding(configuration("n1"), member("n2")).requireQuorum(Set.of("n1")))
                .doesNotThrowAnyException();

        GroupMember again = member("n2").as(new MemberId("n2", "new"));
        assertThatThrownBy(() ->
                        ChangePlan.replacing(configuration("n1", "n2"), again).requireQuorum(Set.of("n1", "n2")))
                .hasMessageContaining("new at once");
    }

    @Test
    void a_third_is_not_added_to_two_of_which_one_is_silent() {
        ChangePlan plan = ChangePlan.adding(configuration("n1", "n2"), member("n3"));
        assertThatThrownBy(() -> plan.requireQuorum(Set.of("n1")))
                .hasMessageContaining("now 2 of 2 members must answer")
                .hasMessageContaining("silent: n2");
    }

    private static Configuration configuration(String... names) {
        List<GroupMember> members =
                Arrays.stream(names).map(ChangePlanTest::member).toList();
        return new Configuration(members, false);
    }

    private static GroupMember member(String name) {
        return new GroupMember(new MemberId(name, ""), name + ":1", name + ":2");
    }
}
