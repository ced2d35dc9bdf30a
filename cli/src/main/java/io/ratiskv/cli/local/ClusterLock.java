package io.ratiskv.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Held while members are started or stopped: two kvctl at once would each start a member on the same directory. */
final class ClusterLock implements AutoCloseable {
    static final String FILE = "lock";

    private final FileChannel channel;

    private ClusterLock(FileChannel channel) {
        this.channel = channel;
    }

    static ClusterLock acquire(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new LocalClusterException("another kvctl is starting or stopping the cluster in " + directory
                        + "; wait until it is done");
            }
            return new ClusterLock(channel);
        } catch (IOException e) {
            throw new LocalClusterException("cannot write to " + directory + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LocalClusterException("cannot release the lock: " + e.getMessage(), e);
        }
    }
}
