package io.clickway.edge.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The two files of a name, and the last good pair they held. For one thread. */
final class WatchedPair {

    private static final Logger LOG = Logger.getLogger(WatchedPair.class);

    /** A file that can't be read may become readable without looking any different. */
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    /** Somebody may delete a pair before he puts the next one there. */
    private static final int ROUNDS_GONE = 5;

    private final CertificateName name;
    private final Path chainFile;
    private final Path keyFile;
    private final PairReader reader;
    private final InstantSource clock;

    private @Nullable CertificatePair inForce;
    /** How the files looked in the round before. */
    private @Nullable Looks seen;
    /** How they looked when they were taken or refused. */
    private @Nullable Looks decided;

    private @Nullable Instant refusedAt;
    private int roundsGone;
    private String complaint = "";

    /** What tells one content of a file from the next without reading it. */
    private record Look(
            FileTime changedAt, long size, @Nullable Object inode) {

        /** Null when it isn't there. */
        static @Nullable Look at(Path path) {
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new Look(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException absent) {
                return null;
            }
        }
    }

    private record Looks(@Nullable Look chain, @Nullable Look key) {

        boolean areGone() {
            return chain == null && key == null;
        }
    }

    WatchedPair(CertificateName name, Path folder, PairReader reader, InstantSource clock) {
        this.name = name;
        this.chainFile = folder.resolve(name + ".pem");
        this.keyFile = folder.resolve(name + ".key");
        this.reader = reader;
        this.clock = clock;
    }

    Optional<CertificatePair> inForce() {
        return Optional.ofNullable(inForce);
    }

    boolean isRefused() {
        return refusedAt != null;
    }

    /** True when both files have been gone for some rounds. */
    boolean isGone() {
        return roundsGone >= ROUNDS_GONE;
    }

    /**
     * Looks at the files. Ones that have changed are read when they look the same in the next round: whoever replaces two
     * files isn't done after the first.
     *
     * @param atOnce without waiting for that: at the start
     * @return true when another pair came into force
     */
    boolean refresh(boolean atOnce) {
        var looks = new Looks(Look.at(chainFile), Look.at(keyFile));
        boolean isSettled = atOnce || looks.equals(seen);
        seen = looks;
        roundsGone = looks.areGone() ? roundsGone + 1 : 0;
        if (looks.areGone()) {
            return false;
        }
        if (!isSettled || looks.equals(decided) && !isToBeTriedAgain()) {
            return false;
        }
        try {
            if (looks.chain() == null || looks.key() == null) {
                throw new UnusablePairException((looks.chain() == null ? chainFile : keyFile).getFileName()
                        + " isn't there: both files are needed");
            }
            return take(reader.read(name, chainFile, keyFile), looks);
        } catch (UnusablePairException unusable) {
            refuse(looks, String.valueOf(unusable.getMessage()));
            return false;
        }
    }

    private boolean isToBeTriedAgain() {
        return refusedAt != null && !clock.instant().isBefore(refusedAt.plus(TRY_AGAIN));
    }

    private boolean take(CertificatePair pair, Looks looks) throws UnusablePairException {
        if (!looks.equals(new Looks(Look.at(chainFile), Look.at(keyFile)))) {
            // Its writer isn't done; the next round sees another look.
            return false;
        }
        var now = clock.instant();
        boolean isValid = pair.isValidAt(now);
        if (!isValid && inForce != null && inForce.isValidAt(now)) {
            throw new UnusablePairException("the certificate is good from "
                    + pair.certificate().getNotBefore().toInstant() + " to " + pair.expiresAt() + " only");
        }
        decided = looks;
        refusedAt = null;
        complaint = "";
        inForce = pair;
        if (isValid) {
            LOG.infof("edge.http.certificates: %s is in force, good until %s", name, pair.expiresAt());
        } else {
            LOG.warnf(
                    "edge.http.certificates: %s is in force but expired or not yet good (until %s): renew it",
                    name, pair.expiresAt());
        }
        return true;
    }

    private void refuse(Looks looks, String cause) {
        decided = looks;
        refusedAt = clock.instant();
        if (!cause.equals(complaint)) {
            complaint = cause;
            LOG.warnf(
                    "edge.http.certificates: %s isn't taken: %s; %s",
                    name,
                    cause,
                    inForce == null
                            ? "it has no certificate of its own"
                            : "the one in force stays, good until " + inForce.expiresAt());
        }
    }
}
