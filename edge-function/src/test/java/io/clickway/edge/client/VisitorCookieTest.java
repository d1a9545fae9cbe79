package io.clickway.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.id.ClickId;
import io.clickway.id.ClickIdMint;
import io.clickway.id.IdKeys;
import io.clickway.id.SourceId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorCookieTest {

    private static final IdKeys KEYS = IdKeys.parse("1:000102030405060708090a0b0c0d0e0f");

    private final VisitorCookie cookies = new VisitorCookie(KEYS, true);
    private final ClickIdMint mint = new ClickIdMint(new SourceId(7), KEYS, () -> 1_795_000_000_000L);
    private final ClickId id = mint.next();

    @Test
    void comesBackAsItWasSet() {
        var set = cookies.set(id);
        var pair = set.substring(0, set.indexOf(';'));

        assertThat(pair).isEqualTo("cw_v=" + id);
        assertThat(cookies.read(pair)).isEqualTo(id);
    }

    @Test
    void isForThisSiteOnlyForNoScriptAndForHttpsUnlessInTrials() {
        assertThat(cookies.set(id)).endsWith("; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax; Secure");
        assertThat(new VisitorCookie(KEYS, false).set(id)).endsWith("; HttpOnly; SameSite=Lax");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=b; %s",
                "%s; a=b",
                "a=b;%s;c=d",
                "a=b;   %s",
                "; ;; %s",
                "xcw_v=1; %s",
                "cw_v2=1; %s",
                "CW_V=00000000000000000000000000; %s",
                "cw_v=; %s",
                "cw_v; %s",
                "cw_v=short; %s",
                "cw_v=00000000000000000000000000; %s",
                "cw_v=zzzzzzzzzzzzzzzzzzzzzzzzzz; %s",
                "%s; cw_v=00000000000000000000000000",
                "\u00ff=\u00fe; %s",
            })
    void isFoundAmongOthersAndBehindForgedOnes(String header) {
        assertThat(cookies.read(header.formatted("cw_v=" + id))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                " ",
                "cw_v",
                "cw_v=",
                "x%s",
                "cw_v%s",
                "xcw_v=%s",
                "cw_vv=%s",
                "cw_v=%s1",
                "cw_v=\"%s\"",
                "cw_v= %s",
                "cw_v=%s ",
                "a=cw_v=%s",
                "CW_V=%s",
            })
    void isNotFoundInWhatOnlyLooksLikeIt(String header) {
        assertThat(cookies.read(header.formatted(id))).isNull();
    }

    @Test
    void isRefusedWhenTruncatedAnywhere() {
        var whole = "cw_v=" + id;
        for (int length = 0; length < whole.length(); length++) {
            assertThat(cookies.read(whole.substring(0, length))).isNull();
        }
    }

    @Test
    void isRefusedWhenForgedInAnyLetter() {
        long seed = 3;
        var random = new Random(seed);
        var alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder(mint.next().toString());
            int at = random.nextInt(text.length());
            char letter = alphabet.charAt(random.nextInt(alphabet.length()));
            if (text.charAt(at) != letter) {
                text.setCharAt(at, letter);
                assertThat(cookies.read("cw_v=" + text))
                        .as("seed %d: %s", seed, text)
                        .isNull();
            }
        }
    }

    @Test
    void isWorthNothingUnderAnotherKey() {
        var others = new VisitorCookie(IdKeys.parse("1:ff0102030405060708090a0b0c0d0e0f"), true);

        assertThat(others.read("cw_v=" + id)).isNull();
    }

    @Test
    void outlivesARotationOfKeysThatKeepsTheOldOne() {
        var rotated = IdKeys.parse("1:000102030405060708090a0b0c0d0e0f,2:ff0102030405060708090a0b0c0d0e0f");

        assertThat(new VisitorCookie(rotated, true).read("cw_v=" + id)).isEqualTo(id);
    }

    @Test
    void readsNothingWrongFromRandomHeaders() {
        long seed = 11;
        var random = new Random(seed);
        var pieces = new String[] {
            "cw_v", "=", ";", " ", id.toString(), id.toString().substring(5), "x", "\u00ff", "\t"
        };
        for (int i = 0; i < 20_000; i++) {
            var header = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                header.append(pieces[random.nextInt(pieces.length)]);
            }
            var read = cookies.read(header.toString());
            if (read != null) {
                assertThat(header.toString()).as("seed %d", seed).contains("cw_v=" + id);
                assertThat(read).isEqualTo(id);
            }
        }
    }
}
