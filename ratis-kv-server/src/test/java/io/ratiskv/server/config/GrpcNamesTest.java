package io.ratiskv.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrpcNamesTest {
    private final String before = System.getProperty(GrpcNames.KEPT_SECONDS, "");

    @AfterEach
    void as_it_was() {
        if (before.isEmpty()) {
            System.clearProperty(GrpcNames.KEPT_SECONDS);
        } else {
            System.setProperty(GrpcNames.KEPT_SECONDS, before);
        }
    }

    @Test
    void grpc_keeps_no_names_of_its_own() {
        System.clearProperty(GrpcNames.KEPT_SECONDS);
        GrpcNames.lookUpAtEachConnect();
        assertThat(System.getProperty(GrpcNames.KEPT_SECONDS)).isEqualTo("0");
    }

    @Test
    void who_chose_otherwise_has_it_so() {
        System.setProperty(GrpcNames.KEPT_SECONDS, "7");
        GrpcNames.lookUpAtEachConnect();
        assertThat(System.getProperty(GrpcNames.KEPT_SECONDS)).isEqualTo("7");
    }
}
