package io.ratiskv.jepsen.history;

import io.ratiskv.jepsen.history.EdnText.Keyword;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The forms that the field's checkers read. */
public final class EdnForms {
    private EdnForms() {}

    /** Transactions over lists: Elle's {@code list-append}. */
    public static EdnForm<List<Mop>, List<Mop>> listAppend() {
        return new Transactions(true);
    }

    /** Transactions over registers: Elle's {@code rw-register}. */
    public static EdnForm<List<Mop>, List<Mop>> rwRegister() {
        return new Transactions(false);
    }

    /** {@code set-full}. */
    public static EdnForm<SetRequest, List<Long>> set() {
        return new Sets();
    }

    /** {@code bank}. */
    public static EdnForm<BankRequest, Map<String, Long>> bank() {
        return new Banks();
    }

    /** Counters by key: {@code [key delta]} is answered by {@code [key delta value]}, {@code [key nil]} by {@code [key value]}. */
    public static EdnForm<CounterRequest, Long> counter() {
        return new Counters();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof Collection<?> items ? new ArrayList<>(items) : List.of();
    }

    private static List<Long> longs(@Nullable Object value) {
        return list(value).stream().map(Long.class::cast).toList();
    }

    private static <T> T there(@Nullable T value) {
        return Objects.requireNonNull(value, "a value is missing");
    }

    private static List<@Nullable Object> vector(@Nullable Object... items) {
        return new ArrayList<>(java.util.Arrays.asList(items));
    }

    private record Transactions(boolean lists) implements EdnForm<List<Mop>, List<Mop>> {
        @Override
        public String function(List<Mop> input) {
            return "txn";
        }

        @Override
        public Object asked(List<Mop> input) {
            return input.stream().map(Transactions::vectorOf).toList();
        }

        @Override
        public Object answered(List<Mop> input, List<Mop> output) {
            return asked(output);
        }

        private static List<@Nullable Object> vectorOf(Mop mop) {
            if (mop instanceof Mop.Append append) {
                return vector(new Keyword("append"), append.key(), append.value());
            }
            if (mop instanceof Mop.Write write) {
                return vector(new Keyword("w"), write.key(), write.value());
            }
            return vector(
                    new Keyword("r"),
                    mop.key(),
                    mop instanceof Mop.ReadList read ? read.values() : ((Mop.Read) mop).value());
        }

        @Override
        public boolean readOnly(List<Mop> input) {
            return input.stream().allMatch(m -> m instanceof Mop.Read || m instanceof Mop.ReadList);
        }

        @Override
        public List<Mop> input(String function, @Nullable Object value) {
            return list(value).stream().map(this::mop).toList();
        }

        private Mop mop(Object item) {
            List<?> mop = list(item);
            String key = String.valueOf(mop.get(1));
            Object value = mop.get(2);
            return switch (((Keyword) mop.get(0)).name()) {
                case "append" -> new Mop.Append(key, (Long) there(value));
                case "w" -> new Mop.Write(key, (Long) there(value));
                case "r" ->
                    lists
                            ? new Mop.ReadList(key, value == null ? null : longs(value))
                            : new Mop.Read(key, (Long) value);
                default -> throw new IllegalArgumentException("no such step: " + mop);
            };
        }

        @Override
        public List<Mop> output(List<Mop> input, @Nullable Object value) {
            // An empty list may stand as nil in an answer.
            return input("txn", value).stream()
                    .map(m -> m instanceof Mop.ReadList read && read.values() == null
                            ? new Mop.ReadList(read.key(), List.of())
                            : m)
                    .toList();
        }
    }

    private record Sets() implements EdnForm<SetRequest, List<Long>> {
        @Override
        public String function(SetRequest input) {
            return input instanceof SetRequest.Add ? "add" : "read";
        }

        @Override
        public @Nullable Object asked(SetRequest input) {
            return input instanceof SetRequest.Add add ? (Object) add.element() : null;
        }

        @Override
        public @Nullable Object answered(SetRequest input, List<Long> output) {
            // A vector: a set could not hold what was found twice.
            return input instanceof SetRequest.Add ? asked(input) : output;
        }

        @Override
        public boolean readOnly(SetRequest input) {
            return input instanceof SetRequest.ReadAll;
        }

        @Override
        public SetRequest input(String function, @Nullable Object value) {
            return function.equals("add") ? new SetRequest.Add((Long) there(value)) : new SetRequest.ReadAll();
        }

        @Override
        public List<Long> output(SetRequest input, @Nullable Object value) {
            return longs(value);
        }
    }

    private record Banks() implements EdnForm<BankRequest, Map<String, Long>> {
        @Override
        public String function(BankRequest input) {
            return input instanceof BankRequest.Transfer ? "transfer" : "read";
        }

        @Override
        public @Nullable Object asked(BankRequest input) {
            if (input instanceof BankRequest.Transfer transfer) {
                Map<Object, Object> value = new LinkedHashMap<>();
                value.put(new Keyword("from"), transfer.from());
                value.put(new Keyword("to"), transfer.to());
                value.put(new Keyword("amount"), transfer.amount());
                return value;
            }
            return null;
        }

        @Override
        public @Nullable Object answered(BankRequest input, Map<String, Long> output) {
            return input instanceof BankRequest.Transfer ? asked(input) : output;
        }

        @Override
        public boolean readOnly(BankRequest input) {
            return input instanceof BankRequest.ReadAll;
        }

        @Override
        public BankRequest input(String function, @Nullable Object value) {
            if (function.equals("read")) {
                return new BankRequest.ReadAll();
            }
            Map<?, ?> transfer = (Map<?, ?>) there(value);
            return new BankRequest.Transfer(
                    String.valueOf(transfer.get(new Keyword("from"))),
                    String.valueOf(transfer.get(new Keyword("to"))),
                    (Long) there(transfer.get(new Keyword("amount"))));
        }

        @Override
        public Map<String, Long> output(BankRequest input, @Nullable Object value) {
            Map<String, Long> balances = new LinkedHashMap<>();
            if (input instanceof BankRequest.ReadAll) {
                ((Map<?, ?>) there(value)).forEach((k, v) -> balances.put(String.valueOf(k), (Long) there(v)));
            }
            return balances;
        }
    }

    private record Counters() implements EdnForm<CounterRequest, Long> {
        @Override
        public String function(CounterRequest input) {
            return input instanceof CounterRequest.Add ? "add" : "read";
        }

        @Override
        public Object asked(CounterRequest input) {
            return vector(input.key(), input instanceof CounterRequest.Add add ? (Object) add.delta() : null);
        }

        @Override
        public Object answered(CounterRequest input, Long output) {
            return input instanceof CounterRequest.Add add
                    ? vector(add.key(), add.delta(), output)
                    : vector(input.key(), output);
        }

        @Override
        public boolean readOnly(CounterRequest input) {
            return input instanceof CounterRequest.Read;
        }

        @Override
        public CounterRequest input(String function, @Nullable Object value) {
            List<?> items = list(value);
            String key = String.valueOf(items.get(0));
            return function.equals("add")
                    ? new CounterRequest.Add(key, (Long) there(items.get(1)))
                    : new CounterRequest.Read(key);
        }

        @Override
        public Long output(CounterRequest input, @Nullable Object value) {
            List<?> items = list(value);
            return (Long) there(items.get(items.size() - 1));
        }
    }
}
