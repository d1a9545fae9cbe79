package io.clickway.edge.click;

import io.clickway.event.proto.Method;
import io.clickway.judge.Purpose;
import java.util.List;

/** {@code aRequest("/demo?sub1=a").from("198.51.100.7").build()}: a browser's click by a trusted proxy. */
final class RequestBuilder {

    static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private final String uri;
    private Method method = Method.GET;
    private String host = "go.example.test";
    private String userAgent = FIREFOX;
    private String referrer = "https://ref.example/";
    private String language = "de-AT,de;q=0.9";
    private Purpose purpose = Purpose.VISIT;
    private int signals;
    private String cookie = "";
    private String peer = "127.0.0.1";
    private List<String> forwardedFor = List.of("198.51.100.7");

    private RequestBuilder(String uri) {
        this.uri = uri;
    }

    static RequestBuilder aRequest(String uri) {
        return new RequestBuilder(uri);
    }

    RequestBuilder by(Method used) {
        method = used;
        return this;
    }

    RequestBuilder to(String name) {
        host = name;
        return this;
    }

    RequestBuilder with(String agent) {
        userAgent = agent;
        return this;
    }

    RequestBuilder comingFrom(String url) {
        referrer = url;
        return this;
    }

    RequestBuilder speaking(String languages) {
        language = languages;
        return this;
    }

    RequestBuilder ahead() {
        purpose = Purpose.AHEAD;
        return this;
    }

    RequestBuilder asking(int bits) {
        signals = bits;
        return this;
    }

    RequestBuilder bringing(String cookies) {
        cookie = cookies;
        return this;
    }

    /** What the trusted proxy says. */
    RequestBuilder from(String... hops) {
        forwardedFor = List.of(hops);
        return this;
    }

    RequestBuilder directlyFrom(String address) {
        peer = address;
        forwardedFor = List.of();
        return this;
    }

    /** As the server's own parser would hand it over, which tells nothing of the bytes. */
    ClickRequest build() {
        return build(false);
    }

    ClickRequest build(boolean isAscii) {
        return new ClickRequest(
                method,
                ClickTarget.parse(uri),
                host,
                userAgent,
                referrer,
                language,
                purpose,
                signals,
                cookie,
                peer,
                forwardedFor,
                isAscii);
    }

    boolean isAscii() {
        return (uri + host + userAgent + referrer + language + cookie).chars().allMatch(c -> c > 0 && c < 0x7f);
    }
}
