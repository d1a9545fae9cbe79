package io.clickway.edge.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFolderTest {

    @SuppressWarnings("NullAway.Init")
    private static Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private static MadePair first;

    @SuppressWarnings("NullAway.Init")
    private static MadePair second;

    @SuppressWarnings("NullAway.Init")
    private static MadePair wild;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Instant now = Instant.now();

    @SuppressWarnings("NullAway.Init")
    private CertificateFolder certificates;

    @BeforeAll
    static void make() {
        vertx = Vertx.vertx();
        first = MadePair.of("go.example.com");
        second = MadePair.of("go.example.com");
        wild = MadePair.of("*.example.net");
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @BeforeEach
    void open() {
        first.putInto(folder, "go.example.com");
        wild.putInto(folder, "_.example.net");
        certificates = new CertificateFolder(Optional.of(folder), new PairReader(vertx), (InstantSource) () -> now);
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            certificates.refresh();
        }
    }

    private Optional<String> shownTo(String host) {
        return certificates.get().find(host).map(pair -> {
            try {
                return Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.certificate().getEncoded());
            } catch (CertificateEncodingException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
    }

    private void assertShown(String host, MadePair pair) {
        assertThat(shownTo(host))
                .hasValueSatisfying(text -> assertThat(pair.chain()).contains(text));
    }

    @Test
    void aHostGetsItsOwnPairElseItsParentsWildcardElseTheDefault() {
        assertShown("go.example.com", first);
        assertShown("GO.example.COM", first);
        assertShown("any.example.net", wild);
        assertThat(shownTo("a.b.example.net")).isEmpty();
        assertThat(shownTo("example.net")).isEmpty();
        assertThat(shownTo("other.example.com")).isEmpty();
        assertThat(shownTo("")).isEmpty();

        var any = MadePair.of("whatever.example");
        any.putInto(folder, "default");
        rounds(2);

        assertShown("other.example.com", any);
        assertShown("", any);
        assertShown("go.example.com", first);
        assertThat(certificates.get().pairs()).hasSize(3);
    }

    @Test
    void aReplacedPairIsInForceOnceItsFilesRest() {
        var heard = new ArrayList<CertificateTable>();
        certificates.onChange(heard::add);
        second.putInto(folder, "go.example.com");
        rounds(1);
        assertShown("go.example.com", first);
        rounds(1);
        assertShown("go.example.com", second);
        rounds(5);
        assertThat(heard).hasSize(2);
        assertThat(certificates.refused()).isZero();
    }

    @Test
    void halfOfAReplacementKeepsTheOldPairUntilTheOtherHalfIsThere() {
        MadePair.put(folder.resolve("go.example.com.key"), second.key());
        rounds(3);
        assertShown("go.example.com", first);
        assertThat(certificates.refused()).isOne();

        MadePair.put(folder.resolve("go.example.com.pem"), second.chain());
        rounds(2);
        assertShown("go.example.com", second);
        assertThat(certificates.refused()).isZero();
    }

    @Test
    void whatCantBeUsedKeepsTheOldPair() {
        var texts = new String[] {
            "",
            "no PEM at all",
            second.chain().substring(0, second.chain().length() / 2),
            second.key(),
            MadePair.of("other.example.com").chain(),
            wild.chain(),
            second.chain() + wild.chain().repeat(2),
            "x".repeat(70_000),
        };
        for (var text : texts) {
            MadePair.put(folder.resolve("go.example.com.pem"), text);
            rounds(2);
            assertShown("go.example.com", first);
            assertThat(certificates.refused()).isOne();
        }
        assertShown("any.example.net", wild);
    }

    @Test
    void aPairOfAnotherHostIsRefused() {
        MadePair.of("evil.example.org").putInto(folder, "go.example.com");
        rounds(2);
        assertShown("go.example.com", first);
        assertThat(certificates.refused()).isOne();
    }

    @Test
    void anExpiredPairDoesntReplaceAGoodOneButIsBetterThanNone() {
        var old = MadePair.expired("go.example.com");
        old.putInto(folder, "go.example.com");
        rounds(2);
        assertShown("go.example.com", first);
        assertThat(certificates.refused()).isOne();

        MadePair.expired("new.example.com").putInto(folder, "new.example.com");
        rounds(2);
        assertThat(shownTo("new.example.com")).isPresent();
    }

    @Test
    void whatCouldntBeReadIsTriedAgainAfterAMinute() {
        MadePair.put(folder.resolve("go.example.com.pem"), wild.chain());
        rounds(2);
        assertThat(certificates.refused()).isOne();
        now = now.plus(Duration.ofMinutes(2));
        rounds(1);
        assertThat(certificates.refused()).isOne();
        assertShown("go.example.com", first);
    }

    @Test
    void aNameWhoseFilesAreGoneIsGivenUpButNotAllOfThem() throws Exception {
        Files.delete(folder.resolve("go.example.com.pem"));
        rounds(10);
        assertShown("go.example.com", first);
        assertThat(certificates.refused()).isOne();

        Files.delete(folder.resolve("go.example.com.key"));
        rounds(3);
        assertShown("go.example.com", first);
        rounds(3);
        assertThat(shownTo("go.example.com")).isEmpty();
        assertThat(certificates.refused()).isZero();

        Files.delete(folder.resolve("_.example.net.pem"));
        Files.delete(folder.resolve("_.example.net.key"));
        rounds(10);
        assertShown("any.example.net", wild);
    }

    @Test
    void filesThatAreNamedAfterNoHostAreLeftAlone() {
        MadePair.put(folder.resolve("Go.Example.com.pem"), second.chain());
        MadePair.put(folder.resolve("README.txt"), "x");
        rounds(3);
        assertThat(certificates.get().pairs()).hasSize(2);
        assertThat(certificates.refused()).isZero();
    }

    @Test
    void aFolderThatIsNoneIsNamedWithItsSetting() {
        assertThatThrownBy(() -> CertificateFolder.of(vertx, Optional.of(folder.resolve("nowhere"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.certificates")
                .hasMessageContaining("nowhere");
        assertThat(CertificateFolder.of(vertx, Optional.empty()).get().pairs()).isEmpty();
    }
}
