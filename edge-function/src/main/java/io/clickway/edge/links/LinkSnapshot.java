package io.clickway.edge.links;

import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.links.proto.LinkManifest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The last good configuration on disk: magic, manifest, the shards in its order, CRC32C over all of it. Replaced whole by a
 * rename, so a crash leaves the old or the new one. One thread.
 */
public final class LinkSnapshot {

    private static final int MAGIC = 0x43574C31; // "CWL1"
    private static final int MAX_PART_BYTES = 64 << 20;

    private final Path file;

    public LinkSnapshot(Path file) {
        this.file = file;
    }

    /** Gives the bytes of a shard. */
    @FunctionalInterface
    interface Shards {
        byte[] bytes(int index) throws IOException;
    }

    /** Takes the bytes of a shard. */
    @FunctionalInterface
    interface ShardReader {
        void shard(int index, byte[] bytes) throws IOException;
    }

    /**
     * Hands out the shards one by one; only after the last one, when this returns, are they known to be whole.
     *
     * @return empty when there is no snapshot
     * @throws IOException when it is damaged
     */
    Optional<LinkManifest> read(ShardReader shards) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var crc = new CRC32C();
        try (var in = new DataInputStream(
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), crc))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("it does not begin like a snapshot");
            }
            var manifest = parse(part(in));
            for (int i = 0; i < manifest.getShardsCount(); i++) {
                shards.shard(i, part(in));
            }
            int computed = (int) crc.getValue();
            if (in.readInt() != computed) {
                throw new IOException("its checksum is wrong");
            }
            return Optional.of(manifest);
        }
    }

    private static LinkManifest parse(byte[] bytes) throws IOException {
        try {
            return LinkManifest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException garbled) {
            throw new IOException("its manifest is garbled", garbled);
        }
    }

    private static byte[] part(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MAX_PART_BYTES) {
            throw new IOException("a part claims " + size + " bytes");
        }
        var bytes = in.readNBytes(size);
        if (bytes.length != size) {
            throw new IOException("it is cut off");
        }
        return bytes;
    }

    void write(LinkManifest manifest, Shards shards) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".new");
        var crc = new CRC32C();
        try (var sink = new FileOutputStream(draft.toFile());
                var out = new DataOutputStream(new CheckedOutputStream(new BufferedOutputStream(sink, 1 << 16), crc))) {
            out.writeInt(MAGIC);
            writePart(out, manifest.toByteArray());
            for (int i = 0; i < manifest.getShardsCount(); i++) {
                writePart(out, shards.bytes(i));
            }
            out.writeInt((int) crc.getValue());
            out.flush();
            sink.getFD().sync();
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        var folder = file.toAbsolutePath().getParent();
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void writePart(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Keeps a damaged snapshot for whoever wants to know why. */
    void setAside() throws IOException {
        Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
    }
}
