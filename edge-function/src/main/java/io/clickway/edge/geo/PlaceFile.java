package io.clickway.edge.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.Reader.FileMode;
import com.maxmind.geoip2.DatabaseReader;
import io.clickway.geo.PlaceDatabase;
import io.clickway.geo.PlaceKind;
import io.clickway.geo.UnfitDatabaseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One file that is watched. For one thread. */
final class PlaceFile {

    private static final Logger LOG = Logger.getLogger(PlaceFile.class);

    /** A file that can't be read may become readable without looking any different: new rights, a disk that is back. */
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    private static final String GET_ANOTHER = ": get a GeoLite2 or GeoIP2 Country, City or ASN file";

    private final PlaceKind kind;
    private final Path path;
    private final HeapRoom room;
    private final LongSupplier nanoTime;

    private @Nullable Look inForce;
    private @Nullable Look refused;
    private @Nullable Look madeRoomFor;
    private long refusedAt;
    private @Nullable Look seen;
    private boolean hasLooked;
    private final LongAdder refusals;
    private final Set<Cause> told = EnumSet.noneOf(Cause.class);

    /** Why a file isn't taken: a bounded set, each told once until a file is taken again. */
    private enum Cause {
        ABSENT,
        NO_ROOM,
        CHANGING,
        UNREADABLE,
        NO_DATABASE,
        WRONG_KIND,
        TELLS_NOTHING,
        DAMAGED
    }

    /** What tells one content of a file from the next without reading it. */
    private record Look(
            FileTime modified, long size, @Nullable Object inode) {

        static Look at(Path path) throws IOException {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Look(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    PlaceFile(PlaceKind kind, Path path, HeapRoom room, LongSupplier nanoTime, LongAdder refusals) {
        this.kind = kind;
        this.path = path;
        this.room = room;
        this.nanoTime = nanoTime;
        this.refusals = refusals;
    }

    PlaceKind kind() {
        return kind;
    }

    /**
     * A database when the file holds another one than is in force; empty when there is nothing to change. A file that has
     * changed is read when it looks the same in the next round: somebody may still be writing it.
     */
    Optional<PlaceDatabase> renewed() {
        var look = look();
        boolean isFirst = !hasLooked;
        boolean isSettled = isFirst || Objects.equals(look, seen);
        hasLooked = true;
        seen = look;
        if (look == null || !isSettled || look.equals(inForce) || isRefused(look)) {
            return Optional.empty();
        }
        if (!hasRoom(look)) {
            tell(Cause.NO_ROOM, "waits for " + (look.size() >> 20) + " MiB of room in the heap (raise -Xmx)");
            return Optional.empty();
        }
        return open(look);
    }

    private @Nullable Look look() {
        try {
            return Look.at(path);
        } catch (NoSuchFileException absent) {
            tell(Cause.ABSENT, "isn't there");
        } catch (IOException | RuntimeException unreadable) {
            tell(
                    Cause.UNREADABLE,
                    "can't be looked at: " + unreadable.getClass().getSimpleName());
        }
        return null;
    }

    /**
     * The database before the one in force is garbage that only a whole collection takes away: one is asked for, once per
     * file. To ask again whether there is room costs nothing.
     */
    private boolean hasRoom(Look look) {
        if (!room.fits(look.size()) && !look.equals(madeRoomFor)) {
            madeRoomFor = look;
            room.make();
        }
        return room.fits(look.size());
    }

    private boolean isRefused(Look look) {
        return look.equals(refused) && nanoTime.getAsLong() - refusedAt < TRY_AGAIN.toNanos();
    }

    private Optional<PlaceDatabase> open(Look look) {
        try {
            var reader = new DatabaseReader.Builder(path.toFile())
                    .fileMode(FileMode.MEMORY)
                    .withCache(new CHMCache())
                    .build();
            var database = PlaceDatabase.of(reader, kind);
            if (!Look.at(path).equals(look)) {
                // Its writer isn't done; the next round sees another look and reads again.
                tell(Cause.CHANGING, "changes while it is read");
                return Optional.empty();
            }
            LOG.infof(
                    "%s %s is in force, built at %s",
                    key(), path, reader.metadata().buildTime());
            inForce = look;
            refused = null;
            told.clear();
            return Optional.of(database);
        } catch (UnfitDatabaseException unfit) {
            refuse(look, causeOf(unfit), unfit.getMessage() + adviceOn(unfit));
        } catch (InvalidDatabaseException | RuntimeException | StackOverflowError noDatabase) {
            // Damaged pointers of the metadata lead anywhere, also back to themselves.
            refuse(
                    look,
                    Cause.NO_DATABASE,
                    "holds no MaxMind database that geoip2 knows, or half of one" + GET_ANOTHER);
        } catch (IOException unreadable) {
            refuse(
                    look,
                    Cause.UNREADABLE,
                    "can't be read: " + unreadable.getClass().getSimpleName());
        }
        return Optional.empty();
    }

    private void refuse(Look look, Cause cause, String what) {
        refused = look;
        refusedAt = nanoTime.getAsLong();
        refusals.increment();
        tell(cause, what);
    }

    private void tell(Cause cause, String what) {
        if (told.add(cause)) {
            LOG.warnf(
                    "%s %s %s; %s",
                    key(), path, what, inForce == null ? "clicks do without it" : "the one read before stays in force");
        }
    }

    private static String adviceOn(UnfitDatabaseException unfit) {
        return switch (unfit.why()) {
            case WRONG_KIND ->
                Stream.of(PlaceKind.values())
                        .filter(other -> other.isAnsweredBy(unfit.databaseType()))
                        .map(other -> ": set it as " + GeoSettings.keyOf(other))
                        .findFirst()
                        .orElse(GET_ANOTHER);
            case TELLS_NOTHING, DAMAGED -> GET_ANOTHER;
        };
    }

    private static Cause causeOf(UnfitDatabaseException unfit) {
        return switch (unfit.why()) {
            case WRONG_KIND -> Cause.WRONG_KIND;
            case TELLS_NOTHING -> Cause.TELLS_NOTHING;
            case DAMAGED -> Cause.DAMAGED;
        };
    }

    private String key() {
        return GeoSettings.keyOf(kind);
    }
}
