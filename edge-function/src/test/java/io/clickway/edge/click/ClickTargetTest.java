package io.clickway.edge.click;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClickTargetTest {

    @ParameterizedTest(name = "{0} → slug {1}, query {2}, authority {3}")
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "/demo demo - -",
                "/demo?a=b demo a=b -",
                "/demo? demo - -",
                "/demo#x demo - -",
                "/demo?a#x demo a -",
                "/demo#x?a demo - -",
                "/a/b?c a/b c -",
                "// / - -",
                "//evil/x /evil/x - -",
                "/%64emo demo - -",
                "/a%7Eb a~b - -",
                "/a%2Fb%zz%4 a%2Fb%zz%4 - -",
                "/demo??a demo ?a -",
                "/ - - -",
                "/?a=b - a=b -",
                "http://go.test/demo?a demo a go.test",
                "http://go.test:80/demo demo - go.test:80",
                "http://go.test?a - a go.test",
                "http://go.test - - go.test",
                "* - - -",
                "demo - - -",
                "go.test:443 - - -",
            })
    void splitsTheTargetAndDecodesNothingButUnreservedLetters(String uri, String slug, String query, String authority) {
        var target = ClickTarget.parse(uri);

        assertThat(target.slug()).isEqualTo(slug == null ? "" : slug);
        assertThat(uri.substring(target.queryStart(), target.queryEnd())).isEqualTo(query == null ? "" : query);
        assertThat(target.authority()).isEqualTo(authority == null ? "" : authority);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/stat.gif",
                "/p.gif?x",
                "/e",
                "/e/1",
                "/pb?x=1",
                "/t.js",
                "/c/2",
                "/k",
                "/q/health",
                "/v1/batch",
                "/matomo.php",
                "/.well-known/acme-challenge/x"
            })
    void knowsReservedPaths(String uri) {
        assertThat(ClickTarget.parse(uri).isReserved()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/demo", "/E", "/ee", "/stat.gif2", "/", "/well-known", "/qq/q"})
    void leavesOtherPathsAlone(String uri) {
        assertThat(ClickTarget.parse(uri).isReserved()).isFalse();
    }

    @ParameterizedTest(name = "{0} / {1} → {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/x|Go.Example.TEST|go.example.test",
                "/x|go.test:8080|go.test",
                "/x|go.test.|go.test",
                "/x|go.test.:80|go.test",
                "/x|[2001:DB8::1]:80|[2001:db8::1]",
                "/x|[::1]|[::1]",
                "/x|''|''",
                "/x|:80|''",
                "/x|user@go.test|go.test",
                "http://Other.Test:81/x|go.test|other.test",
            })
    void findsTheHost(String uri, String header, String host) {
        assertThat(ClickRequest.hostOf(ClickTarget.parse(uri), header)).isEqualTo(host);
    }

    @Test
    void cutsAHostThatIsTooLong() {
        assertThat(ClickRequest.hostOf(ClickTarget.parse("/x"), "h".repeat(5000)))
                .hasSize(255);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "de-AT,de;q=0.9|de-at",
                "en|en",
                "en;q=0.5|en",
                "*|''",
                "''|''",
                "zh-Hant-TW|zh-hant-tw",
                "d\u00e9|''",
                "aaaaaaaaaaaaaaaaa|''",
                "aaaaaaaaaaaaaaaa|aaaaaaaaaaaaaaaa",
                "<script>|''"
            })
    void takesTheFirstLanguage(String header, String language) {
        assertThat(ClickRequest.languageOf(header)).isEqualTo(language);
    }
}
