package io.ratiskv.client;

/** The example of README.md between the two marks; {@link ReadmeTest} holds the two together. */
final class ReadmeExample {
    private ReadmeExample() {}

    static void run() {
        // readme:begin
        try (KvClient db = KvClient.builder()
                .endpoints("127.0.0.1:7101", "127.0.0.1:7102", "127.0.0.1:7103")
                .build()) {
            db.put("stock/apples", "10");
            int left = db.transact(tx -> {
                int stock =
                        Integer.parseInt(tx.get("stock/apples").orElseThrow().valueText());
                tx.put("stock/apples", Integer.toString(stock - 1));
                tx.put("orders/1", "one apple");
                return stock - 1;
            });
            db.scan(Range.prefix("orders/")).forEach(order -> System.out.println(order.keyText() + " of " + left));
        }
        // readme:end
    }
}
