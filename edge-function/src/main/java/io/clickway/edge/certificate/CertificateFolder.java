package io.clickway.edge.certificate;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The certificates of a folder, {@code NAME.pem} with {@code NAME.key} for each {@link CertificateName}. What is replaced is
 * in force within three rounds. A name whose files are both gone is given up, unless nothing at all is left in the folder: then
 * its disk is away, and all stay. Read by every event loop, refreshed by one thread.
 */
public final class CertificateFolder implements Supplier<CertificateTable> {

    public static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(CertificateFolder.class);

    /** Each costs two looks a second. */
    private static final int MAX_PAIRS = 2000;

    private final Optional<Path> folder;
    private final PairReader reader;
    private final InstantSource clock;
    private final Map<CertificateName, WatchedPair> watched = new TreeMap<>();
    private volatile CertificateTable inForce = CertificateTable.EMPTY;
    private volatile int refused;
    private Consumer<CertificateTable> onChange = _ -> {};
    private String complaint = "";

    /** @throws IllegalArgumentException names the setting when the folder is none */
    public static CertificateFolder of(Vertx vertx, Optional<Path> folder) {
        if (folder.isPresent() && !Files.isDirectory(folder.get())) {
            throw new IllegalArgumentException("edge.http.certificates: " + folder.get() + " is no folder; make it");
        }
        var read = new CertificateFolder(folder, new PairReader(vertx), InstantSource.system());
        if (folder.isPresent() && read.get().pairs().isEmpty()) {
            LOG.warnf("edge.http.certificates: %s holds no usable pair yet: HTTPS greets nobody", folder.get());
        }
        return read;
    }

    CertificateFolder(Optional<Path> folder, PairReader reader, InstantSource clock) {
        this.folder = folder;
        this.reader = reader;
        this.clock = clock;
        refresh(true);
    }

    @Override
    public CertificateTable get() {
        return inForce;
    }

    /** Names whose files, as they lie there, can't be used. */
    public int refused() {
        return refused;
    }

    /** @param listener hears the table in force, now and whenever it changes; on the thread that refreshes */
    public void onChange(Consumer<CertificateTable> listener) {
        onChange = listener;
        listener.accept(inForce);
    }

    /** Takes changed files over; never throws, for the schedule would end. */
    public void refresh() {
        refresh(false);
    }

    private void refresh(boolean atOnce) {
        if (folder.isEmpty()) {
            return;
        }
        try {
            boolean isChanged = look(folder.get(), atOnce);
            refused = (int)
                    watched.values().stream().filter(WatchedPair::isRefused).count();
            if (isChanged) {
                inForce = new CertificateTable(watched.values().stream()
                        .flatMap(pair -> pair.inForce().stream())
                        .toList());
                onChange.accept(inForce);
            }
        } catch (IOException | RuntimeException unusable) {
            complain("can't be read (" + unusable + "); what is in force stays");
        }
    }

    private boolean look(Path path, boolean atOnce) throws IOException {
        var names = names(path);
        for (var name : names) {
            if (watched.size() < MAX_PAIRS) {
                watched.computeIfAbsent(name, _ -> new WatchedPair(name, path, reader, clock));
            }
        }
        boolean isChanged = false;
        for (var pair : watched.values()) {
            isChanged |= pair.refresh(atOnce);
        }
        if (names.isEmpty() && !watched.isEmpty()) {
            complain("is empty; the certificates in force stay");
            return isChanged;
        }
        return giveUpGone() || isChanged;
    }

    private boolean giveUpGone() {
        boolean isChanged = false;
        for (var entries = watched.entrySet().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            if (entry.getValue().isGone()) {
                entries.remove();
                isChanged |= entry.getValue().inForce().isPresent();
                LOG.infof("edge.http.certificates: %s is gone from the folder and no longer in force", entry.getKey());
            }
        }
        return isChanged;
    }

    /** What a copy leaves on its way, hidden files and other endings, is nobody's name. */
    private TreeSet<CertificateName> names(Path path) throws IOException {
        var names = new TreeSet<CertificateName>();
        var odd = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(path, "*.{pem,key}")) {
            for (var file : files) {
                var text = file.getFileName().toString();
                var stem = text.substring(0, text.length() - 4);
                if (CertificateName.isUsable(stem)) {
                    names.add(new CertificateName(stem));
                } else if (!text.startsWith(".")) {
                    odd.add(text);
                }
            }
        }
        if (names.size() > MAX_PAIRS) {
            complain("holds " + names.size() + " names, of which " + MAX_PAIRS + " are served");
        } else if (!odd.isEmpty()) {
            complain("holds " + odd.first() + ", which is named after no host (HOST.pem with HOST.key, _.HOST for a"
                    + " wildcard, default for the rest)");
        } else if (!names.isEmpty()) {
            complaint = "";
        }
        return names;
    }

    private void complain(String cause) {
        if (!cause.equals(complaint)) {
            complaint = cause;
            LOG.warnf(
                    "edge.http.certificates: %s %s", folder.map(Path::toString).orElse(""), cause);
        }
    }
}
