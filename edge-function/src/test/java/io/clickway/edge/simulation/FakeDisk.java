package io.clickway.edge.simulation;

import io.clickway.edge.life.SourceNames;
import io.clickway.edge.spool.SpoolDisk;
import io.clickway.id.SourceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk with a page cache. What was written survives the end of the process; only what was fsynced survives the loss of
 * power, and of the rest any part, whole, cut or garbled. A failed fsync drops what it should have written, as kernels do.
 */
final class FakeDisk {

    private static final class File {
        byte[] bytes = new byte[0];
        /** All bytes below are on the platter. */
        int durable;
        /** Bytes beyond, though cached, will never be: an fsync of them has failed. */
        boolean isDoomed;
    }

    private final World world;
    private final Map<Long, File> files = new TreeMap<>();
    /** Deleted, but the folder was never synced: the loss of power may bring them back. */
    private final Map<Long, File> unlinked = new HashMap<>();

    private List<String> names = List.of();
    private final Set<String> everNamed = new HashSet<>();
    boolean isFull;
    boolean isBroken;
    boolean isSlow;
    int setAside;

    FakeDisk(World world) {
        this.world = world;
    }

    /** How many sources the file names. */
    int namesOf() {
        return names.size();
    }

    void losePower() {
        unlinked.forEach((number, file) -> {
            if (world.chance(0.5)) {
                files.putIfAbsent(number, file);
            }
        });
        unlinked.clear();
        files.values().forEach(this::tear);
    }

    private void tear(File file) {
        int unsynced = file.bytes.length - file.durable;
        if (unsynced == 0) {
            return;
        }
        int kept = file.isDoomed ? 0 : world.random.nextInt(unsynced + 1);
        var rest = Arrays.copyOf(file.bytes, file.durable + kept);
        if (kept > 0 && world.chance(0.3)) {
            // The length was written, the data not.
            int from = file.durable + world.random.nextInt(kept);
            Arrays.fill(rest, from, rest.length, (byte) 0);
        }
        file.bytes = rest;
        file.durable = rest.length;
        file.isDoomed = false;
    }

    /** As one process sees it. */
    SpoolDisk mount(Life life) {
        return new Mounted(life);
    }

    SourceNames names(Life life) {
        return new SourceNames() {
            @Override
            public List<String> read() {
                return names;
            }

            /** Replaced by a rename: the old list or the new one. */
            @Override
            public void replace(List<String> fresh) throws IOException {
                if (isBroken || world.fault(0.02)) {
                    if (world.chance(0.5)) {
                        rename(fresh);
                    }
                    throw new IOException("fake failure");
                }
                life.block(Duration.ofMillis(1));
                rename(fresh);
            }
        };
    }

    private void rename(List<String> fresh) {
        names = List.copyOf(fresh);
        everNamed.addAll(fresh);
    }

    boolean hasNamed(SourceId source) {
        return everNamed.contains(source.toString());
    }

    private final class Mounted implements SpoolDisk {

        private final Life life;

        Mounted(Life life) {
            this.life = life;
        }

        private void work(long millis) throws IOException {
            life.block(world.upTo(isSlow ? 60 * millis : millis));
            if (isBroken || world.fault(0.004)) {
                throw new IOException("fake failure");
            }
        }

        @Override
        public List<Long> numbers() {
            return List.copyOf(files.keySet());
        }

        @Override
        public long size(long number) {
            return file(number).bytes.length;
        }

        private File file(long number) {
            var file = files.get(number);
            if (file == null) {
                throw new AssertionError("no file " + number);
            }
            return file;
        }

        @Override
        public Writing create(long number) throws IOException {
            work(2);
            if (files.containsKey(number)) {
                throw new IOException("it exists");
            }
            var file = new File();
            files.put(number, file);
            return new Open(file);
        }

        @Override
        public void read(long number, long at, ByteBuffer into) throws IOException {
            work(1);
            var bytes = file(number).bytes;
            int end = (int) Math.min(bytes.length, at + into.remaining());
            into.put(bytes, (int) at, end - (int) at);
        }

        @Override
        public void delete(long number) throws IOException {
            work(1);
            var file = files.remove(number);
            if (file != null) {
                unlinked.put(number, file);
            }
        }

        @Override
        public void setAside(String name, byte[] bytes) throws IOException {
            work(1);
            if (isFull) {
                throw new IOException("fake: no space left");
            }
            setAside++;
        }

        private final class Open implements Writing {

            private final File file;

            Open(File file) {
                this.file = file;
            }

            @Override
            public void write(ByteBuffer bytes, long at) throws IOException {
                int size = isFull || world.fault(0.01) ? world.random.nextInt(bytes.remaining()) : bytes.remaining();
                boolean cut = size < bytes.remaining();
                var grown = Arrays.copyOf(file.bytes, (int) at + size);
                bytes.get(grown, (int) at, size);
                file.bytes = grown;
                if (cut) {
                    throw new IOException("fake: no space left");
                }
            }

            @Override
            public void force() throws IOException {
                int size = file.bytes.length;
                try {
                    work(3);
                } catch (IOException failed) {
                    file.isDoomed = true;
                    throw failed;
                }
                if (!file.isDoomed) {
                    file.durable = Math.max(file.durable, size);
                }
            }

            @Override
            public void truncate(long size) throws IOException {
                if (world.fault(0.3)) {
                    throw new IOException("fake failure");
                }
                file.bytes = Arrays.copyOf(file.bytes, (int) size);
                file.durable = Math.min(file.durable, (int) size);
            }

            @Override
            public void close() {}
        }
    }
}
