package io.ratiskv.server.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.ratiskv.protocol.IdentifyResponse;
import io.ratiskv.protocol.MembershipRequest;
import io.ratiskv.protocol.MembershipResponse;
import io.ratiskv.server.propose.MemberId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Members that look for each other, step by step in one thread: any of them may be wiped, stopped and started again. */
class FormationTest {
    private static final List<String> NAMES = List.of("n1", "n2", "n3");
    private static final List<GroupMember> PEERS = NAMES.stream()
            .map(name -> new GroupMember(new MemberId(name, ""), name + ":1", name + ":2"))
            .toList();

    private final Map<String, Life> running = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final Set<List<GroupMember>> groups = new HashSet<>();
    private int lives;
    private int steps;

    /** One process on one disk. */
    private final class Life {
        final GroupMember self;
        final Formation formation;

        @Nullable
        List<GroupMember> formed;

        private boolean asking;
        private final String origin;

        Life(String name) {
            this(name, "");
        }

        Life(String name, String origin) {
            this.origin = origin;
            GroupMember known = PEERS.get(NAMES.indexOf(name));
            self = known.as(new MemberId(name, "life" + ++lives));
            formation = formation(self, origin);
        }

        void round() {
            if (formed == null && !asking) {
                asking = true;
                Optional<Formation.Decision> decision = formation.round();
                decision.ifPresent(d -> formed = d.group());
                asking = false;
            }
        }

        IdentifyResponse answer() {
            IdentifyResponse.Builder answer =
                    IdentifyResponse.newBuilder().setMember(self.toMessage()).setOrigin(origin);
            List<GroupMember> known = formed;
            if (known == null) {
                answer.setPhase(IdentifyResponse.Phase.FORMING);
                formation.proposal().forEach(m -> answer.addMembers(m.toMessage()));
            } else {
                answer.setPhase(known.isEmpty() ? IdentifyResponse.Phase.JOINING : IdentifyResponse.Phase.MEMBER);
                known.forEach(m -> answer.addMembers(m.toMessage()));
            }
            return answer.build();
        }
    }

    private Formation formation(GroupMember self, String origin) {
        return new Formation(self, PEERS, origin, new Town(), MembershipParts.STANDARD, notes::add);
    }

    private final class Town implements Others {
        @Override
        public CompletableFuture<IdentifyResponse> identify(String clientAddress) {
            Life there = running.get(clientAddress.substring(0, 2));
            CompletableFuture<IdentifyResponse> answer = there == null
                    ? CompletableFuture.failedFuture(new NotAnswered("nobody listens", false, null))
                    : CompletableFuture.completedFuture(there.answer());
            // Much may happen before the asking one has heard the next one, or thinks about it.
            meanwhile.run();
            return answer;
        }

        @Override
        public CompletableFuture<MembershipResponse> ask(String clientAddress, MembershipRequest request) {
            throw new AssertionError("nobody asks to be taken in here");
        }
    }

    @Test
    void nobody_forms_a_group_before_all_are_there() {
        running.put("n1", new Life("n1"));
        running.put("n2", new Life("n2"));
        for (int i = 0; i < 5; i++) {
            running.values().forEach(Life::round);
        }

        assertThat(running.values()).allMatch(life -> life.formed == null);
    }

    @Test
    void all_form_the_same_group_and_one_that_is_wiped_then_forms_none() {
        NAMES.forEach(name -> running.put(name, new Life(name)));
        for (int i = 0; i < 3; i++) {
            running.values().forEach(Life::round);
        }
        List<GroupMember> group = running.get("n1").formed;
        assertThat(group).hasSize(3);
        assertThat(running.values()).allMatch(life -> group.equals(life.formed));

        running.put("n2", new Life("n2"));
        running.get("n2").round();

        assertThat(running.get("n2").formed).isEmpty();
    }

    @Test
    void a_slow_one_forms_the_group_that_the_others_have_formed_with_it() {
        NAMES.forEach(name -> running.put(name, new Life(name)));
        running.get("n3").round();
        for (int i = 0; i < 4; i++) {
            running.get("n1").round();
            running.get("n2").round();
        }
        assertThat(running.get("n1").formed).isNotNull();
        running.get("n3").round();

        assertThat(running.get("n3").formed).isEqualTo(running.get("n1").formed);
    }

    @Test
    void one_with_an_empty_disk_and_restored_ones_form_no_group() {
        running.put("n1", new Life("n1", "backup1"));
        running.put("n2", new Life("n2", "backup1"));
        running.put("n3", new Life("n3"));
        for (int i = 0; i < 5; i++) {
            running.values().forEach(Life::round);
        }

        assertThat(running.values()).allMatch(life -> life.formed == null);
        assertThat(notes).anyMatch(note -> note.contains("n3 (has an empty disk") && note.contains("restore there"));

        running.put("n3", new Life("n3", "backup1"));
        for (int i = 0; i < 3; i++) {
            running.values().forEach(Life::round);
        }
        assertThat(running.values()).allMatch(life -> life.formed != null && life.formed.size() == 3);
    }

    @Test
    void members_restored_from_two_backups_form_no_group() {
        running.put("n1", new Life("n1", "backup1"));
        running.put("n2", new Life("n2", "backup1"));
        running.put("n3", new Life("n3", "backup2"));
        for (int i = 0; i < 5; i++) {
            running.values().forEach(Life::round);
        }

        assertThat(running.values()).allMatch(life -> life.formed == null);
        assertThat(notes).anyMatch(note -> note.contains("restored from another backup"));
    }

    @Test
    void however_they_are_wiped_and_stopped_meanwhile_no_two_groups_are_formed() {
        for (int seed = 0; seed < 2_000; seed++) {
            running.clear();
            groups.clear();
            steps = 0;
            Random random = new Random(seed);
            meanwhile = () -> {
                for (int i = random.nextInt(4); i > 0 && steps < 200; i--) {
                    step(random);
                }
            };
            for (int i = 0; i < 10; i++) {
                step(random);
                assertThat(groups).as("seed %d", seed).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    private void step(Random random) {
        steps++;
        String name = NAMES.get(random.nextInt(3));
        Life life = running.get(name);
        if (life == null) {
            running.put(name, new Life(name));
        } else if (random.nextInt(8) == 0) {
            running.remove(name); // Killed and wiped.
        } else {
            life.round();
        }
        // Of a group that everybody has lost nothing is left, and another may be formed.
        groups.clear();
        running.values().stream()
                .map(l -> l.formed)
                .filter(group -> group != null && !group.isEmpty())
                .forEach(groups::add);
    }
}
