package io.clickway.edge.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChallengesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Optional<String> read(String text) throws IOException {
        return Challenges.read(Files.writeString(folder.resolve("token"), text));
    }

    @Test
    void aSmallTextIsRead() throws Exception {
        assertThat(read("token.thumbprint")).contains("token.thumbprint");
        assertThat(read("token.thumbprint\n")).contains("token.thumbprint\n");
        assertThat(read("x".repeat(1024))).isPresent();
    }

    @Test
    void nothingElseIs() throws Exception {
        assertThat(read("")).isEmpty();
        assertThat(read("x".repeat(1025))).isEmpty();
        assertThat(read("x".repeat(1_000_000))).isEmpty();
        assertThat(read("two\nlines")).isEmpty();
        assertThat(read("umlaut \u00fc")).isEmpty();
        assertThat(Challenges.read(folder)).isEmpty();
        assertThat(Challenges.read(folder.resolve("absent"))).isEmpty();
        var secret = Files.writeString(folder.resolve("secret"), "s");
        assertThat(Challenges.read(Files.createSymbolicLink(folder.resolve("link"), secret)))
                .isEmpty();
    }

    @Test
    void aWebrootThatIsNoneIsNamedWithItsSetting() {
        assertThatThrownBy(() -> Challenges.of(Optional.of(folder.resolve("nowhere")), new Answers()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.acme-webroot");
    }
}
