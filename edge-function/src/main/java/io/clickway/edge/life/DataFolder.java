package io.clickway.edge.life;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that belongs to one running edge: it holds the lock for as long as it lives. */
public final class DataFolder implements AutoCloseable {

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /** @throws IOException in one line, also when another edge has the folder */
    public static DataFolder open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = channel.tryLock();
            if (lock != null) {
                return new DataFolder(folder, channel, lock);
            }
        } catch (OverlappingFileLockException ours) {
            // The same as a lock of another process: told below.
        }
        channel.close();
        throw new IOException("the folder " + folder + " is in use by another edge");
    }

    public Path spool() {
        return folder.resolve("spool");
    }

    public Path snapshot() {
        return folder.resolve("links.snapshot");
    }

    public Path sources() {
        return folder.resolve("sources");
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
