package io.ratiskv.jepsen.cluster;

import io.ratiskv.jepsen.wire.WireConnection;
import java.io.IOException;
import java.time.Duration;

/** A member that can be asked how it is. */
public interface Witness {
    /** Its name in the cluster. */
    String id();

    /** Opens a connection to the member itself. */
    WireConnection connect(Duration timeout) throws IOException;

    /** Whether its process runs and is not paused. */
    boolean isUp();
}
