package io.ratiskv.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;

class RangeIndexTest {
    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void the_ranges_that_hold_a_key_are_found_each_once_and_no_others(@ForAll @LongRange(min = 0) long seed) {
        Random random = new Random(seed);
        RangeIndex index = new RangeIndex();
        List<Interest> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            if (random.nextInt(3) > 0 || all.isEmpty()) {
                Interest interest = new Interest(range(random), 1);
                all.add(interest);
                index.add(interest);
            } else {
                index.remove(all.remove(random.nextInt(all.size())));
            }
            byte[] key = key(random).toByteArray();
            List<Interest> found = new ArrayList<>();
            index.forEachHolding(key, found::add);
            Set<Interest> expected = new HashSet<>(all);
            expected.removeIf(interest -> !interest.selection().interval().contains(key));
            assertThat(found).doesNotHaveDuplicates();
            assertThat(new HashSet<>(found)).isEqualTo(expected);
        }
    }

    private static Selection range(Random random) {
        ByteString from = key(random);
        ByteString end = random.nextInt(5) == 0
                ? ByteString.copyFrom(new byte[1])
                : from.concat(ByteString.copyFrom(new byte[] {(byte) random.nextInt(256)}));
        return new Selection(from, end, true, true, false);
    }

    private static ByteString key(Random random) {
        byte[] key = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(4) * 80);
        }
        return ByteString.copyFrom(key);
    }
}
