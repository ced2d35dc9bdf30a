package io.ratiskv.deploy;

import io.ratiskv.client.KvClient;
import java.time.Duration;
import java.util.List;

/** A client's program: puts one key and ends. Given are the endpoints, the key and the value. */
final class OnePut {
    private OnePut() {}

    public static void main(String[] args) {
        try (KvClient client = KvClient.builder()
                .endpoints(List.of(args[0].split(",")))
                .deadline(Duration.ofSeconds(60))
                .build()) {
            client.put(args[1], args[2]);
        }
    }
}
