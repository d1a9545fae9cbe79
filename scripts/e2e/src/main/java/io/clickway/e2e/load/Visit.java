package io.clickway.e2e.load;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A click as the generator makes it. All of it follows from run and number, so that what was sent can be said again when
 * the books are checked.
 */
public record Visit(String run, int number) {

    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "curl/8.9.1");
    private static final List<String> REFERRER_HOSTS =
            List.of("", "news.example", "www.search.example", "forum.example.org", "xn--bcher-kva.example");
    private static final List<String> THIRD =
            List.of("", "plain", "Grüße & mehr", "50% off; today", "日本語", "a+b=c", "quote\"backslash\\", "tab\tend");

    /** Addresses of large networks on several continents; the last octet changes. */
    private static final List<String> NETWORKS =
            List.of("193.0.6.", "8.8.8.", "133.11.93.", "200.147.3.", "85.214.132.", "212.27.48.", "1.1.1.", "41.0.4.");

    /** What makes each click findable. */
    public String sub1() {
        return run + "-" + number;
    }

    public String sub2() {
        return "v" + mixed(1) % 1_000;
    }

    public String sub3() {
        return THIRD.get(mixed(2) % THIRD.size());
    }

    public Link link() {
        return Link.ALL.get(mixed(3) % Link.ALL.size());
    }

    public String userAgent() {
        return AGENTS.get(mixed(4) % AGENTS.size());
    }

    /** Empty when the visitor came from nowhere. */
    public String referrerHost() {
        return REFERRER_HOSTS.get(mixed(5) % REFERRER_HOSTS.size());
    }

    public String address() {
        return NETWORKS.get(mixed(6) % NETWORKS.size()) + (1 + mixed(7) % 250);
    }

    /** The request, ready for the wire; the connection stays open. */
    byte[] request(String host) {
        var text = new StringBuilder(600)
                .append("GET /")
                .append(link().slug())
                .append("?sub1=")
                .append(sub1())
                .append("&sub2=")
                .append(sub2());
        if (!sub3().isEmpty()) {
            text.append("&sub3=").append(URLEncoder.encode(sub3(), StandardCharsets.UTF_8));
        }
        text.append(" HTTP/1.1\r\nHost: ").append(host);
        text.append("\r\nUser-Agent: ").append(userAgent());
        text.append("\r\nX-Forwarded-For: ").append(address());
        if (!referrerHost().isEmpty()) {
            text.append("\r\nReferer: https://").append(referrerHost()).append("/page?q=1");
        }
        return text.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A number from 0 up that follows from the click's number only (Murmur's finalizer). */
    private int mixed(int salt) {
        int h = number * 31 + salt * 0x9E3779B9;
        h ^= h >>> 16;
        h *= 0x85EBCA6B;
        h ^= h >>> 13;
        h *= 0xC2B2AE35;
        h ^= h >>> 16;
        return h & Integer.MAX_VALUE;
    }
}
