package io.clickway.edge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clickway.edge.certificate.MadePair;
import io.clickway.testkit.PrivateServers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several domains of one workspace, each with a certificate of its own, and an authority that gives them out. */
@TestMethodOrder(MethodName.class)
class TlsIT {

    private static final String ADDRESS = "127.84.1.1";
    private static final int PLAIN_PORT = 8081;
    private static final InetSocketAddress HTTPS = new InetSocketAddress(ADDRESS, 8080);

    @TempDir
    static Path folder;

    private static Path certificates;
    private static Path webroot;
    private static MadePair pairOfA;
    private static MadePair pairOfB;
    private static PrivateServers servers;
    private static EdgeUnderTest edge;

    @BeforeAll
    static void start() throws IOException {
        certificates = Files.createDirectories(folder.resolve("certificates"));
        webroot = Files.createDirectories(folder.resolve("webroot"));
        pairOfA = MadePair.of("a.test");
        pairOfB = MadePair.of("*.b.test");
        pairOfA.putInto(certificates, "a.test");
        pairOfB.putInto(certificates, "_.b.test");
        servers = PrivateServers.start("127.84", "eu", "redis");
        try (var redis = new RedisProbe(servers.get("redis.eu.uri.operator"))) {
            redis.publish(
                    1,
                    "a.test",
                    "there",
                    "https://a.example/",
                    "go.b.test",
                    "there",
                    "https://b.example/",
                    "c.test",
                    "there",
                    "https://c.example/");
        }
        edge = new EdgeUnderTest(
                ADDRESS,
                folder,
                servers.get("redis.eu.uri.edge"),
                "edge-tls",
                Map.of(
                        "EDGE_HTTP_CERTIFICATES", certificates.toString(),
                        "EDGE_HTTP_PLAIN_PORT", Integer.toString(PLAIN_PORT),
                        "EDGE_HTTP_ACME_WEBROOT", webroot.toString()));
        edge.awaitReady();
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_config_version") >= 1);
    }

    @AfterAll
    static void stop() {
        if (edge != null) {
            edge.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTheNameChoosesTheCertificateAndTheLink(String protocol) throws Exception {
        var visitor = new TlsVisitor(HTTPS, protocol);

        var a = visitor.visit("a.test", "/there");
        assertThat(pairOfA.chain()).contains(a.certificate());
        assertThat(a.answer()).startsWith("HTTP/1.1 302").contains("https://a.example/");
        var b = visitor.visit("go.b.test", "/there");
        assertThat(pairOfB.chain()).contains(b.certificate());
        assertThat(b.answer()).startsWith("HTTP/1.1 302").contains("https://b.example/");
        assertThatThrownBy(() -> visitor.visit("c.test", "/there")).isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> visitor.connect("")).isInstanceOf(SSLHandshakeException.class);

        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(edge.metric("edge_certificates")).isEqualTo(2);
            assertThat(edge.metric("edge_certificates_refused")).isZero();
        });
        assertThat(edge.metric("edge_certificate_left_seconds{domain=\"a.test\"}"))
                .isBetween(28 * 86_400.0, 29 * 86_400.0);
    }

    @Test
    void bCertificatesAreReplacedUnderClicksAndNoneFails() throws Exception {
        double before = edge.metric("edge_clicks_accepted_total");
        var first = pairOfA;
        var second = MadePair.of("a.test", "www.a.test");
        var done = new AtomicBoolean();
        var shown = ConcurrentHashMap.<String>newKeySet();
        var seen = new AtomicLong();
        long clicks = 0;
        try (var threads = Executors.newFixedThreadPool(4);
                var kept = new TlsVisitor(HTTPS, "TLSv1.3").connect("a.test")) {
            var visitors = new ArrayList<Future<Long>>();
            for (var protocol : List.of("TLSv1.2", "TLSv1.3")) {
                visitors.add(threads.submit(visits(done, seen, shown, () -> new TlsVisitor(HTTPS, protocol))));
                var returning = new TlsVisitor(HTTPS, protocol);
                visitors.add(threads.submit(visits(done, seen, ConcurrentHashMap.newKeySet(), () -> returning)));
            }
            try {
                for (int round = 0; round < 3; round++) {
                    for (var next : List.of(second, first)) {
                        next.putInto(certificates, "a.test");
                        await().atMost(Duration.ofMinutes(1)).until(() -> isShown(next));
                        assertThat(TlsVisitor.ask(kept, "a.test", "/there", "keep-alive"))
                                .startsWith("HTTP/1.1 302");
                        clicks++;
                    }
                }
                await().atMost(Duration.ofMinutes(1)).until(() -> seen.get() > 100);
            } finally {
                done.set(true);
            }
            for (var visitor : visitors) {
                clicks += visitor.get();
            }
        }
        assertThat(shown).hasSize(2);
        assertThat(edge.metric("edge_clicks_accepted_total") - before).isEqualTo(clicks);
        System.out.println("TlsIT: " + clicks + " clicks through six replacements, none failed");
    }

    /** Each visit is a click; one that fails ends the visitor with its exception. */
    private static Callable<Long> visits(
            AtomicBoolean done, AtomicLong all, Set<String> shown, Callable<TlsVisitor> visitors) {
        return () -> {
            long clicks = 0;
            while (!done.get()) {
                var visit = visitors.call().visit("a.test", "/there");
                assertThat(visit.answer()).startsWith("HTTP/1.1 302").contains("https://a.example/");
                shown.add(visit.certificate());
                clicks++;
                all.incrementAndGet();
            }
            return clicks;
        };
    }

    private static boolean isShown(MadePair pair) throws IOException {
        try (var socket = new TlsVisitor(HTTPS, "TLSv1.3").connect("a.test")) {
            return pair.chain().contains(TlsVisitor.certificate(socket));
        }
    }

    @Test
    void cWrongFilesKeepTheOldCertificateAndAreToldOnce() throws Exception {
        var other = MadePair.of("a.test");
        long before = lines("aren't of each other");
        MadePair.put(certificates.resolve("a.test.pem"), other.chain());
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_certificates_refused") == 1);
        assertThat(isShown(pairOfA)).isTrue();
        MadePair.put(certificates.resolve("a.test.pem"), other.chain().substring(0, 200));
        await().atMost(Duration.ofMinutes(1)).until(() -> lines("half of one") == 1);
        assertThat(isShown(pairOfA)).isTrue();
        assertThat(lines("aren't of each other") - before).isOne();
        assertThat(edge.metric("edge_certificates")).isEqualTo(2);

        other.putInto(certificates, "a.test");
        await().atMost(Duration.ofMinutes(1)).until(() -> isShown(other));
        await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_certificates_refused") == 0);
        pairOfA = other;
        assertThat(edge.log()).doesNotContain("PRIVATE KEY").doesNotContain("Exception");
    }

    private static long lines(String part) {
        return edge.log().lines().filter(line -> line.contains(part)).count();
    }

    @Test
    void dThePlainPortTakesClicksAndAnswersOnlyTokensOfTheWebroot() throws Exception {
        assertThat(plain("a.test", "/there").header("location")).isEqualTo("https://a.example/");
        var challenges = Files.createDirectories(webroot.resolve(".well-known/acme-challenge"));
        Files.writeString(challenges.resolve("to-ken_1"), "to-ken_1.print");
        Files.writeString(webroot.resolve("secret"), "secret");
        Files.writeString(challenges.resolve("long"), "x".repeat(2000));
        Files.writeString(challenges.resolve("with.dot"), "text");
        Files.createSymbolicLink(challenges.resolve("link"), webroot.resolve("secret"));

        var answer = plain("a.test", "/.well-known/acme-challenge/to-ken_1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("to-ken_1.print");
        assertThat(answer.header("content-type")).startsWith("text/plain");
        for (var path : List.of(
                "",
                "absent",
                "long",
                "link",
                "with.dot",
                "%2e%2e%2f%2e%2e%2fsecret",
                "..%2F..%2Fsecret",
                "to-ken_1/x")) {
            assertThat(plain("a.test", "/.well-known/acme-challenge/" + path).status())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(plain("a.test", "/.well-known/secret").status()).isEqualTo(404);
    }

    private static RawHttp.Response plain(String host, String path) throws IOException {
        try (var socket = new Socket(ADDRESS, PLAIN_PORT)) {
            var request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(RawHttp.bytes(request));
            return RawHttp.read(socket, 30_000).only();
        }
    }

    @Test
    void eAnAcmeClientGetsAndRenewsACertificateForANewDomain() throws Exception {
        var hook = Path.of(System.getProperty("clickway.root", ".."))
                        .resolve("scripts/install-certificate")
                        .toAbsolutePath()
                        .normalize()
                + " " + certificates;
        try (var authority = new AcmeAuthority("127.84.1.9", folder.resolve("acme"), ADDRESS, PLAIN_PORT)) {
            assertThat(authority.lego(webroot, "c.test", List.of("run", "--run-hook=" + hook)))
                    .endsWith(":0");
            var visitor = new TlsVisitor(HTTPS, "TLSv1.3");
            await().atMost(Duration.ofMinutes(1)).until(() -> edge.metric("edge_certificates") == 3);
            var first = visitor.visit("c.test", "/there");
            assertThat(first.answer()).contains("https://c.example/");

            assertThat(authority.lego(
                            webroot,
                            "c.test",
                            List.of("renew", "--days=9999", "--no-random-sleep", "--renew-hook=" + hook)))
                    .endsWith(":0");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !new TlsVisitor(HTTPS, "TLSv1.3")
                            .visit("c.test", "/there")
                            .certificate()
                            .equals(first.certificate()));
            assertThat(authority.lego(webroot.resolve("elsewhere"), "d.test", List.of("run")))
                    .as("a webroot that the edge doesn't answer from proves nothing")
                    .doesNotEndWith(":0");
        }
    }
}
