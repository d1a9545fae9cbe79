package io.clickway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTemplateTest {

    @Test
    void fillsMacrosPercentEncoded() throws Exception {
        var template = DestinationTemplate.parse("https://shop.example/p/{sub2}?cid={click_id}&s={sub1}#{sub3}");

        var rendered =
                template.render(Map.of(
                        Macro.CLICK_ID,
                        "01abc",
                        Macro.SUB1,
                        "a b&c=ä\r\nSet-Cookie:x",
                        Macro.SUB2,
                        "../x",
                        Macro.SUB3,
                        "ok")::get);

        assertThat(rendered.url())
                .isEqualTo("https://shop.example/p/..%2Fx?cid=01abc&s=a%20b%26c%3D%C3%A4%0D%0ASet-Cookie%3Ax#ok");
        assertThat(rendered.unresolved()).isFalse();
    }

    @Test
    void leavesAMacroWithoutValueEmptyAndSaysSo() throws Exception {
        var rendered =
                DestinationTemplate.parse("https://shop.example/?s={sub1}").render(_ -> null);

        assertThat(rendered.url()).isEqualTo("https://shop.example/?s=");
        assertThat(rendered.unresolved()).isTrue();
    }

    @Test
    void loneSurrogatesBecomeQuestionMarksNotBrokenUrls() throws Exception {
        var rendered = DestinationTemplate.parse("https://shop.example/{sub1}").render(_ -> "\ud800x");

        assertThat(rendered.url()).isEqualTo("https://shop.example/%3Fx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop.example",
                "//shop.example",
                "javascript:alert(1)",
                "ftp://shop.example/",
                "https:shop.example",
                "https:\\\\shop.example",
                "https://{sub1}/",
                "https://{sub1}.example/",
                "{sub1}://shop.example/",
                "https://user@shop.example/",
                "https://shop.example@evil.example/",
                "https:///path",
                "https://shop.example/a b",
                "https://shop.example/ä",
                "https://shop.example/\n",
                "https://shop.example/{unknown}",
                "https://shop.example/{click_id",
                "https://shop.example/click_id}",
                "https://shop.example:port/",
                "https://shop.example:99999/",
                "https://shop.example:0/",
                "https://shop_example/",
                "https://shop.example/%zz",
                "https://shop.example/%{sub1}",
                "https://shop.example./",
                "https://shop..example/",
                "https://.example/",
                "https://-shop.example/",
                "https://shop-.example/",
                "https://shop.example:/",
                "https://shop.example:080/",
                "https://shop.example:65536/",
                "https://shop.example:1:2/",
                "https://user:pass@shop.example/",
                "https://@shop.example/",
                "https://shop.example%2eevil.example/",
                "https://shop%2eexample/",
                "https:/shop.example/",
                "https:\t//shop.example/",
                "ht\ntps://shop.example/",
                "https://shop.example\\@evil.example/",
                "/\\evil.example",
                "data:text/html,x",
                "http://2130706433/",
                "http://0x7f.1/",
                "http://0x7f000001/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://192.0.2.01/",
                "http://192.0.2.256/",
                "http://192.0.2.1.5/",
                "http://shop.0x7f/",
                "http://shop.1/",
                "https://[fe80::1%25eth0]/",
                "https://[::ffff:192.0.2.1]/",
                "https://[::1/",
                "https://[::1]x/",
                "https://[1::2::3]/",
                "https://шоп.example/",
                "https://shop。example/",
                "https://shop.example{sub1}/",
                "https://shop.example:{sub1}/",
                "https://shop.example/{kw}"
            })
    void refusesWhatNoVisitorMayBeSentTo(String url) {
        assertThatThrownBy(() -> DestinationTemplate.parse(url)).isInstanceOf(InvalidDestinationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://shop.example",
                "HTTPS://shop.example?x={sub10}",
                "https://shop.example:8443/a?b=c#d",
                "https://[2001:db8::1]/x",
                "https://192.0.2.1/x",
                "http://127.0.0.1:8080/{sub1}",
                "http://localhost/",
                "https://xn--e1afmkfd.example/",
                "https://7.shop-2.example/",
                "https://shop.example?q={utm_source}&g={gclid}#{country}",
                "https://shop.example/{campaign}/{link}/{rule}/{device}/{os}/{browser}/{language}"
            })
    void takesOrdinaryUrls(String url) throws Exception {
        assertThat(DestinationTemplate.parse(url)).hasToString(url);
    }

    @Test
    void knowsTheTrafficSourcesOwnParametersAndNamesAllWhenOneIsUnknown() throws Exception {
        var values = new MacroValues() {
            @Override
            public String value(Macro macro) {
                return "macro";
            }

            @Override
            public String parameter(String name) {
                return "<" + name + ">";
            }
        };
        var template = DestinationTemplate.parse("https://shop.example/?a={kw}&b={fbclid}&c={sub1}", Set.of("kw"));

        assertThat(template.render(values).url()).isEqualTo("https://shop.example/?a=%3Ckw%3E&b=%3Cfbclid%3E&c=macro");
        assertThatThrownBy(() -> DestinationTemplate.parse("https://shop.example/{keyword}", Set.of("kw")))
                .hasMessageContainingAll("{keyword}", "{click_id}", "{sub10}", "(kw)", "utm_source", "awclid");
    }

    @Test
    void aValueOfDotsDoesNotClimbInAPath() throws Exception {
        var rendered = DestinationTemplate.parse("https://shop.example/a/{sub1}{sub2}/b?x={sub3}")
                .render(macro -> macro == Macro.SUB1 ? "." : macro == Macro.SUB2 ? ".." : "..");

        assertThat(rendered.url()).isEqualTo("https://shop.example/a//b?x=..");
        assertThat(rendered.unresolved()).isTrue();
    }

    @Test
    void staysBoundedHoweverOftenAMacroIsRepeated() throws Exception {
        var url = "https://shop.example/?" + "{sub1}".repeat(300);

        var rendered = DestinationTemplate.parse(url).render(_ -> "ü".repeat(256));

        assertThat(rendered.url().length()).isBetween(4096, DestinationTemplate.MAX_RENDERED);
        assertThat(rendered.unresolved()).isTrue();
    }

    @Test
    void tellsSchemeAndHost() throws Exception {
        var template = DestinationTemplate.parse("HTTPS://Shop.Example:8443/{sub1}");

        assertThat(template.scheme()).isEqualTo("https");
        assertThat(template.host()).isEqualTo("shop.example");
        assertThat(DestinationTemplate.parse("http://[2001:DB8::1]:80").host()).isEqualTo("[2001:db8::1]");
        assertThat(template).isEqualTo(DestinationTemplate.parse("HTTPS://Shop.Example:8443/{sub1}"));
    }
}
