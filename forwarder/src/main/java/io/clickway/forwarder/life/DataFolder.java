package io.clickway.forwarder.life;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A folder on a local disk that belongs to one instance. Its file {@code lock} is locked by the living process and by
 * nobody else: the system frees it when the process ends, not when it is frozen. Its file {@code lives} lists the last
 * tokens of those who held the lock, newest first. Who holds the lock therefore knows all others listed to have ended.
 *
 * <p>Each life has a token of its own although the folder could keep one for ever: a copied folder would then make two
 * living instances look like one. Used by one thread.
 */
public final class DataFolder implements FormerLives {

    private static final Logger LOG = Logger.getLogger(DataFolder.class);
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");
    /** A life that ended before it could take its predecessor's lease over leaves it to the next. */
    private static final int REMEMBERED = 8;

    private final Path folder;
    private final String token;
    private @Nullable FileLock lock;
    private Set<String> ended = Set.of();
    private boolean isTroubled;

    /** @param token of this life, 32 hex digits */
    public DataFolder(Path folder, String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException("a token is 32 hex digits, not " + token.length() + " characters");
        }
        this.folder = folder;
        this.token = token;
    }

    /** Tries for the lock each time until it has it. */
    @Override
    public Set<String> ended() {
        if (lock == null) {
            try {
                lock = tryLock();
                if (lock != null) {
                    ended = succeed();
                }
            } catch (IOException trouble) {
                if (!isTroubled) {
                    LOG.warnf(
                            "data folder %s can't be used: a restart waits for the lease to end: %s", folder, trouble);
                }
                isTroubled = true;
            }
        }
        return ended;
    }

    private @Nullable FileLock tryLock() throws IOException {
        Files.createDirectories(folder);
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var taken = channel.tryLock();
            if (taken != null) {
                return taken;
            }
        } catch (OverlappingFileLockException ours) {
            // Held within this process: as good as held by another.
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
        channel.close();
        return null;
    }

    private Set<String> succeed() throws IOException {
        var former = new LinkedHashSet<String>();
        for (var line : lines()) {
            if (TOKEN.matcher(line).matches() && !line.equals(token) && former.size() < REMEMBERED) {
                former.add(line);
            }
        }
        var lives = new ArrayList<String>();
        lives.add(token);
        lives.addAll(former);
        var draft = folder.resolve("lives.new");
        Files.write(draft, lives);
        Files.move(draft, folder.resolve("lives"), StandardCopyOption.ATOMIC_MOVE);
        return Set.copyOf(former);
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(folder.resolve("lives"), ISO_8859_1);
        } catch (NoSuchFileException first) {
            return List.of();
        }
    }
}
