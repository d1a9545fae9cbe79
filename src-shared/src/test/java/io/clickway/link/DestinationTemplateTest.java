package io.clickway.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
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
                "https://shop.example/%zz"
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
                "https://192.0.2.1/x"
            })
    void takesOrdinaryUrls(String url) throws Exception {
        assertThat(DestinationTemplate.parse(url)).hasToString(url);
    }
}
