package io.clickway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.e2e.accounting.Accounting;
import io.clickway.e2e.accounting.Books;
import io.clickway.e2e.accounting.Countries;
import io.clickway.e2e.accounting.Drain;
import io.clickway.e2e.dns.CachingResolver;
import io.clickway.e2e.dns.FailOver;
import io.clickway.e2e.dns.NameServer;
import io.clickway.e2e.fault.Signals;
import io.clickway.e2e.load.ClickGenerator;
import io.clickway.e2e.load.Visit;
import io.clickway.e2e.run.Live;
import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Visitors find their region by the name server, through a resolver that keeps answers for their time to live. A region is
 * killed, frozen, drained, and comes back each time; the books afterwards.
 */
class GeoDnsIT {

    private static final String NET = "127.77";
    private static final int RESOLVER_PORT = 15_354;
    private static final int SECOND_RESOLVER_PORT = 15_355;

    /** {@code -De2e.rounds=10} kills and freezes more often, for figures. */
    private static final int ROUNDS = Integer.getInteger("e2e.rounds", 1);

    /** So many that those who wait for a frozen edge leave enough for the others. */
    private static final int CLIENTS = 300;

    private static final int PER_SECOND = 40;
    private static final Duration AT_THE_SERVER = Duration.ofSeconds(6);
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);

    /** What a busy machine may add to each; a measurement of several rounds wants a quiet one. */
    private static final Duration BUSY = ROUNDS > 1 ? Duration.ZERO : Duration.ofSeconds(20);

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration DRAIN = Duration.ofMinutes(4);

    /** A visitor's address → the region that is nearest. */
    private static final Map<String, String> NEAREST = new TreeMap<>(Map.of(
            "85.214.132.1", "eu", // Germany
            "212.27.48.1", "eu", // France
            "193.0.6.1", "eu", // Netherlands
            "133.11.93.1", "eu", // Japan: over the pole
            "41.0.4.1", "eu", // South Africa
            "8.8.8.1", "us", // United States
            "1.1.1.1", "us", // Australia
            "200.147.3.1", "us", // Brazil
            "2a00:1450::1", "eu", // Ireland
            "2001:4860:4860::1", "us")); // United States

    /** Those of them that the generator's visitors come from. */
    private static final List<String> EUROPEANS = List.of("85.214.132.1", "212.27.48.1", "193.0.6.1");

    /** Networks whose answers come into the cache one after the other, so that one of them comes at the worst moment. */
    private static final List<String> LATER = List.of(
            "129.132.1.1",
            "130.89.1.1",
            "130.237.1.1",
            "147.83.1.1",
            "158.36.1.1",
            "176.9.1.1",
            "188.40.1.1",
            "195.113.1.1",
            "78.46.1.1",
            "62.2.1.1");

    private static final Duration STEP = Duration.ofMillis(400);

    private LocalSystem system;
    private Signals signals;
    private NameServer server;
    private CachingResolver resolver;
    private ClickGenerator clicks;

    @BeforeEach
    void start() throws IOException {
        system = LocalSystem.start(NET, "--geo-dns");
        signals = new Signals(system);
        Live.publishLinks(system);
        var dns = system.part("dns");
        server = new NameServer(dns.address(), dns.port());
        resolver = resolver(RESOLVER_PORT);
        clicks = new ClickGenerator("dns", route());
    }

    @AfterEach
    void stop() throws IOException {
        if (clicks != null) {
            clicks.close();
        }
        if (resolver != null) {
            resolver.close();
        }
        if (system != null) {
            signals.thaw();
            try {
                tellChanges();
            } finally {
                system.close();
            }
        }
    }

    /** What the name server saw: that a region nobody touched is out on a busy machine shows here. */
    private void tellChanges() throws IOException {
        try (var lines = Files.lines(system.part("dns").log())) {
            lines.filter(line -> line.contains("changed from")).forEach(System.out::println);
        }
    }

    @Test
    void everyAnsweredClickIsStoredWhileARegionIsKilledFrozenAndDrained() throws Exception {
        sendsEachToTheNearest(server);
        sendsEachToTheNearest(resolver.asked());
        clicks.start(CLIENTS, PER_SECOND);

        var figures = new ArrayList<String>();
        for (int round = 0; round < ROUNDS; round++) {
            figures.add("killed: " + leaves(() -> edges("eu").forEach(edge -> system.kill9(edge.name()))));
            system.up();

            figures.add("frozen: " + leaves(() -> edges("eu").forEach(edge -> signals.freeze(edge.name()))));
            long thawed = System.nanoTime();
            signals.thaw();
            figures.add("back:   the server after " + seconds(isNamedAgain(thawed)));
        }
        drainsWithoutAnUnansweredClick();
        clicks.stop();
        System.out.println(String.join("\n", figures));

        assertThat(new Drain(system).await(DRAIN, true).stuck())
                .as("what still lies somewhere")
                .isEmpty();
        verify();
    }

    private static void sendsEachToTheNearest(NameServer asked) {
        for (var visitor : NEAREST.entrySet()) {
            await(visitor.getKey()).atMost(SOON).ignoreExceptions().untilAsserted(() -> {
                var answer = asked.ask(visitor.getKey());
                System.out.println(visitor.getKey() + " -> " + answer);
                assertThat(answer.addresses())
                        .containsExactly(NET + (visitor.getValue().equals("eu") ? ".1.1" : ".2.1"));
                assertThat(answer.ttl()).isBetween(Duration.ofSeconds(20), TIME_TO_LIVE);
            });
        }
    }

    /** From the fault until nobody is sent to eu any more: by the name server, and by a resolver with the oldest answers it may keep. */
    private String leaves(Runnable fault) throws Exception {
        var gone = edges("eu").stream().map(Part::address).collect(Collectors.toSet());
        Duration atServer;
        Duration forVisitor;
        int before;
        try (var keeping = resolver(SECOND_RESOLVER_PORT);
                var own = new FailOver();
                var visitors = new FailOver();
                var senders = new FailOver()) {
            await("eu is named")
                    .atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(server.ask(EUROPEANS.getFirst()).addresses())
                                    .isSubsetOf(gone));
            own.watch(server, EUROPEANS.getFirst(), gone, Duration.ZERO);
            for (int i = 0; i < LATER.size(); i++) {
                visitors.watch(keeping.asked(), LATER.get(i), gone, STEP.multipliedBy(i));
            }
            long moment = System.nanoTime();
            fault.run();
            atServer = own.slowest(moment);
            forVisitor = visitors.slowest(moment);
            for (var visitor : NEAREST.keySet()) {
                senders.watch(resolver.asked(), visitor, gone, Duration.ZERO);
            }
            senders.slowest(moment);
            before = clicks.lastNumber();
        }
        awaitClicksFromEuropeIn("us", before);
        assertThat(attemptedSince(before)).as("where visitors were sent").containsOnly("us");

        assertThat(atServer).as("fail-over at the name server").isLessThanOrEqualTo(AT_THE_SERVER.plus(BUSY));
        assertThat(forVisitor)
                .as("fail-over for a visitor")
                .isLessThanOrEqualTo(AT_THE_SERVER.plus(TIME_TO_LIVE).plus(BUSY));
        return "the server after " + seconds(atServer) + ", the slowest of " + LATER.size() + " visitors after "
                + seconds(forVisitor);
    }

    private Duration isNamedAgain(long since) {
        await("eu is named again")
                .atMost(SOON)
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(50))
                .until(() -> server.ask(EUROPEANS.getFirst())
                        .addresses()
                        .contains(edges("eu").getFirst().address()));
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Whoever is sent to eu while it is drained is answered there, and so is everyone when it comes back. */
    private void drainsWithoutAnUnansweredClick() throws IOException {
        awaitClicksFromEuropeIn("eu", clicks.lastNumber());
        int unanswered = clicks.unanswered().size();
        system.script(Duration.ofMinutes(3), "drain", "--home", system.home().toString(), "eu");
        int before = clicks.lastNumber();
        assertThat(server.ask(EUROPEANS.getFirst()).addresses()).containsExactly(NET + ".2.1");
        awaitClicksFromEuropeIn("us", before);
        system.up();
        isNamedAgain(System.nanoTime());
        awaitClicksFromEuropeIn("eu", clicks.lastNumber());
        assertThat(clicks.unanswered().subList(unanswered, clicks.unanswered().size()))
                .as("clicks without an answer while eu was drained and came back")
                .isEmpty();
    }

    private void verify() throws SQLException, IOException {
        try (var database = system.database();
                var countries = new Countries(system.home().resolve("data/geo/country.mmdb"))) {
            var accounting = Accounting.of(clicks, database, countries, Set.of());
            System.out.println(accounting + "; sent to "
                    + attemptedSince(0).stream()
                            .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())));

            assertThat(clicks.wrong())
                    .as("answers that are not the link's redirect")
                    .isEmpty();
            assertThat(accounting.faults()).as("what may never be").isEmpty();
            assertThat(accounting.stored())
                    .isGreaterThanOrEqualTo(clicks.answered().size());
            assertThat(Books.audit(system)).as("differences in the books").isEmpty();
        }
    }

    private void awaitClicksFromEuropeIn(String region, int after) {
        await("European clicks answered in " + region)
                .atMost(Duration.ofMinutes(2))
                .until(() -> clicks.answered().keySet().stream()
                        .filter(number -> number > after)
                        .filter(number -> comesFrom(new Visit(clicks.run(), number).address()))
                        .anyMatch(number -> region.equals(clicks.attempted().get(number))));
    }

    private static boolean comesFrom(String address) {
        return EUROPEANS.stream().anyMatch(one -> address.startsWith(one.substring(0, one.lastIndexOf('.') + 1)));
    }

    private List<String> attemptedSince(int after) {
        return IntStream.rangeClosed(after + 1, clicks.lastNumber())
                .mapToObj(number -> clicks.attempted().get(number))
                .filter(region -> region != null)
                .toList();
    }

    private CachingResolver resolver(int port) throws IOException {
        var dns = system.part("dns");
        return CachingResolver.start(dns.address(), port, dns.address(), dns.port());
    }

    /** As a browser does: the name's first address, and the port that is the same everywhere. */
    private ClickGenerator.Route route() {
        var byAddress = system.parts("edge").stream().collect(Collectors.toMap(Part::address, Function.identity()));
        return visit -> {
            var edge = byAddress.get(
                    resolver.asked().ask(visit.address()).addresses().getFirst());
            if (edge == null) {
                throw new IOException("no edge has the address that was named");
            }
            return new ClickGenerator.Edge(edge.uri(), edge.region(), NameServer.NAME + ":" + edge.port());
        };
    }

    private List<Part> edges(String region) {
        return system.parts("edge").stream()
                .filter(edge -> edge.region().equals(region))
                .toList();
    }

    private static String seconds(Duration time) {
        return String.format("%.1f s", time.toMillis() / 1_000.0);
    }
}
