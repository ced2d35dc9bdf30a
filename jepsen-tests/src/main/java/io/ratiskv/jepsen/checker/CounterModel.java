package io.ratiskv.jepsen.checker;

import io.ratiskv.jepsen.history.CounterRequest;
import org.jspecify.annotations.Nullable;

/** Counters, each alone, from zero; every answer says where its counter stood right after. The state is where it stands. */
public final class CounterModel implements Model<Long, CounterRequest, Long> {
    @Override
    public Long init() {
        return 0L;
    }

    @Override
    public @Nullable Long step(Long state, CounterRequest input, @Nullable Long output) {
        Long next = input instanceof CounterRequest.Add add ? Long.valueOf(state + add.delta()) : state;
        return output == null || output.equals(next) ? next : null;
    }

    @Override
    public Object partition(CounterRequest input) {
        return input.key();
    }

    @Override
    public boolean readOnly(CounterRequest input) {
        return input instanceof CounterRequest.Read;
    }
}
