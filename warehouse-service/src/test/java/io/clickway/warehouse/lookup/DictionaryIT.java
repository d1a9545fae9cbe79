package io.clickway.warehouse.lookup;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Outcome;
import io.clickway.id.ClickId;
import io.clickway.testkit.ClickBuilder;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ledger.LedgerAudit;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever lies in dictionaries, a click is read as it was sent. */
class DictionaryIT {

    private static final TypeReference<Map<String, String>> PARAMETERS = new TypeReference<>() {};

    private static final String[] TEXTS = {
        "google", "a b", "a+b", "%41", "%", "ä€😀", "", "a&b=c#d?e", "\u0001N", "\"\\", "1", "0.50", "x\ty", "7/8"
    };

    private static final String[] NAMES = {"utm_source", "utm_term", "gclid", "zone", "a&b", "ä", "\"", "", "\u0001"};

    private static PrivateServers servers;

    private Centre centre;
    private final ObjectMapper json = new ObjectMapper();

    @BeforeAll
    static void start() {
        servers = PrivateServers.start("127.142", "eu", "postgres");
        new Centre(servers).migrated();
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void forget() {
        centre = new Centre(servers);
        centre.forget();
        centre.run("truncate agents, places, routes, requests, referrers, queries");
    }

    @Test
    void clicksAreReadAsTheyWereSentWhateverIsInThem() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var source = source(random);
        var sent = new HashMap<UUID, Click>();
        for (int i = 0; i < 6_000; i++) {
            click(source, random, sent);
        }
        storeBy(centre, source, 500, 6_001);

        assertThat(assertAllAlike(sent)).isGreaterThan(1_000);
        // One in six has a User-Agent of its own.
        assertThat(centre.number("select count(*) from clicks where agent_no is not null"))
                .isGreaterThan(4_750);
        assertThat(centre.number("select count(*) from clicks where query_no is not null"))
                .isGreaterThan(2_000);
        assertThat(new LedgerAudit(centre.dataSource()).differences()).isEmpty();
    }

    @Test
    void whatIsSeenTheSecondTimeIsKeptOnceAndIdsOfTrafficSourcesNever() throws Exception {
        var source = source(new Random(1));
        for (int i = 0; i < 200; i++) {
            source.click(adClick(i));
        }
        storeBy(centre, source, 20, 201);

        assertThat(centre.texts("select count(*), count(parameters), count(parameters ->> 'gclid') from queries"
                        + " where parameters ? 'gclid' or sub1 is not null"))
                .containsExactly("0|0|0");
        assertThat(centre.texts("select user_agent, os from agents")).hasSize(1);
        assertThat(centre.texts("select referrer, host from referrers"))
                .containsExactly("https://News.Example:8443/a?b|news.example");
        assertThat(
                        centre.texts(
                                "select parameters, target is null, referrer is null, user_agent is null"
                                        + " from clicks where seq > 100 and parameters = jsonb_build_object('gclid', 'Cj0K-' || (seq - 2))"))
                .hasSize(101);
        assertThat(centre.texts("select count(*) from clicks where seq > 100 and num_nonnulls(target, destination, os,"
                        + " country, host, referrer, workspace_id) = 0"))
                .containsExactly("101");
    }

    @Test
    void twoInstancesShareTheDictionariesWhoeverIsFirst() throws Exception {
        var others = List.of(new Centre(servers), new Centre(servers), new Centre(servers), new Centre(servers));
        var sent = new HashMap<UUID, Click>();
        var sources = new ArrayList<TestSource>();
        for (int i = 0; i < others.size(); i++) {
            var random = new Random(7);
            var source = new TestSource("eu", new Random(100 + i), Instant.now().minusSeconds(300));
            for (int j = 0; j < 1_000; j++) {
                click(source, random, sent);
            }
            sources.add(source);
        }
        try (var threads = Executors.newFixedThreadPool(others.size())) {
            var done = new ArrayList<Future<?>>();
            for (int i = 0; i < others.size(); i++) {
                var instance = others.get(i);
                var source = sources.get(i);
                done.add(threads.submit(() -> {
                    storeBy(instance, source, 100, 1_001);
                    return null;
                }));
            }
            for (var each : done) {
                each.get();
            }
        }

        assertAllAlike(sent);
        assertThat(centre.number("select count(*) - count(distinct digest) from queries"))
                .isZero();
    }

    @Test
    void aTextThatADictionaryRefusesStaysInItsRowAndSpoilsNoOther() throws Exception {
        centre.run("alter table agents add constraint poison check (user_agent not like 'poison%')");
        try {
            var source = source(new Random(3));
            for (int i = 0; i < 90; i++) {
                var click = aClick();
                click.fields().setUserAgent(i % 3 == 0 ? "poison " + i % 2 : "good " + i % 9);
                source.click(click);
            }
            storeBy(centre, source, 30, 91);

            assertThat(centre.number("select count(*) from clicks where user_agent like 'poison%'"))
                    .isEqualTo(30);
            assertThat(centre.number("select count(*) from agents")).isEqualTo(6);
            assertThat(centre.number("select count(*) from clicks")).isEqualTo(90);
        } finally {
            centre.run("alter table agents drop constraint poison");
        }
    }

    @Test
    void clicksCarryTheirValuesThemselvesWhileADictionaryIsLockedAndWaitWhileRoutesAre() throws Exception {
        var source = source(new Random(4)).clicks(30);
        centre.store(List.of(source.batch(1, 1)));
        try (var holder = centre.dataSource().getConnection();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table agents in exclusive mode");
            centre.store(List.of(source.batch(2, 11)));
            centre.store(List.of(source.batch(12, 21)));
            assertThat(centre.number("select count(*) from clicks where agent_no is null and route_no is not null"))
                    .isEqualTo(20);

            statement.execute("lock table routes in exclusive mode");
            var other = source(new Random(5)).click(aClick().onLink(77, 7));
            assertThatThrownBy(() -> centre.store(List.of(other.batch()))).isInstanceOf(SQLException.class);
            assertThat(centre.number("select count(*) from clicks")).isEqualTo(20);
            holder.rollback();
            centre.store(List.of(other.batch()));
        }
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(21);
    }

    /** A source's first event is its watermark, so its last number is that of its clicks and one. */
    private static void storeBy(Centre instance, TestSource source, int atOnce, int last) throws SQLException {
        for (int from = 1; from <= last; from += atOnce) {
            instance.store(List.of(source.batch(from, Math.min(last, from + atOnce - 1))));
        }
    }

    private static TestSource source(Random random) {
        return new TestSource("eu", random, Instant.now().minusSeconds(300));
    }

    private static ClickBuilder adClick(int i) {
        var click = aClick().sub1("own-" + i * 7919);
        click.fields()
                .setTarget("/demo?utm_source=goo%20gle&sub1=own-" + i * 7919 + "&gclid=Cj0K-" + i)
                .setReferrer("https://News.Example:8443/a?b")
                .setDestination("https://shop.example/?utm_source=goo%20gle&s=own-" + i * 7919);
        click.fields().addParametersBuilder().setName("utm_source").setValue("goo gle");
        click.fields().addParametersBuilder().setName("gclid").setValue("Cj0K-" + i);
        click.fields().clearSubs();
        click.fields().addSubs("own-" + i * 7919);
        return click;
    }

    /** Some 40 kinds of clicks that come again, each with something of its own now and then. */
    private static void click(TestSource source, Random random, Map<UUID, Click> sent) {
        var kind = new Random(random.nextInt(40));
        boolean isOdd = random.nextInt(6) == 0;
        source.event(event -> {
            var id = new ClickId(event.getIdHigh(), event.getIdLow());
            var click = aClick().onLink(kind.nextInt(6), kind.nextInt(3)).fields();
            click.setUserAgent("agent " + kind.nextInt(30) + (isOdd ? random.nextInt() : ""))
                    .setOsVersion(kind.nextBoolean() ? "" : "17")
                    .setAsn(kind.nextBoolean() ? 0 : -kind.nextInt(9))
                    .setCity(kind.nextBoolean() ? "" : "München")
                    .setContinent(kind.nextBoolean() ? "" : "EU")
                    .setHost("h" + kind.nextInt(4))
                    .setReferrer(kind.nextBoolean() ? "" : text(kind))
                    .setFlags(kind.nextInt(3))
                    .setSignals(kind.nextInt(4))
                    .setMethod(Method.forNumber(kind.nextInt(4)))
                    .setDevice(Device.forNumber(kind.nextInt(7)));
            if (kind.nextBoolean()) {
                click.addReasons("ua-crawler");
            }
            for (int i = kind.nextInt(11); i > 0; i--) {
                click.addSubs(isOdd && i == 2 ? "own" + random.nextInt() : text(kind));
            }
            for (var name : NAMES) {
                if (kind.nextInt(3) == 0) {
                    click.addParametersBuilder()
                            .setName(name)
                            .setValue(name.equals("gclid") ? "id" + random.nextInt() : text(kind));
                }
            }
            if (kind.nextInt(12) == 0) {
                click.addParametersBuilder().setName("utm_source").setValue("twice");
            }
            if (kind.nextInt(3) == 0) {
                click.setCurrency("EUR").setCostMicros(random.nextInt(100) * 10_000L);
            }
            if (kind.nextInt(4) > 0) {
                click.getDecisionBuilder()
                        .setOutcome(Outcome.forNumber(kind.nextInt(7)))
                        .setDraw(random.nextInt(3))
                        .setRuleId(kind.nextInt(2))
                        .addPassedBuilder()
                        .setRuleId(4);
            }
            click.setTarget(url("/demo", kind, click))
                    .setDestination(url("https://x.example/" + (kind.nextBoolean() ? id : ""), kind, click));
            event.setClick(click);
            sent.put(id.uuid(), click.build());
        });
    }

    private static String url(String path, Random kind, Click.Builder click) {
        var url = new StringBuilder(path).append('?');
        for (int i = 0; i < click.getSubsCount(); i++) {
            url.append("sub")
                    .append(i + 1)
                    .append('=')
                    .append(written(kind, click.getSubs(i)))
                    .append('&');
        }
        for (var parameter : click.getParametersList()) {
            url.append(parameter.getName())
                    .append('=')
                    .append(written(kind, parameter.getValue()))
                    .append('&');
        }
        if (!click.getCurrency().isEmpty()) {
            url.append("cost=")
                    .append(BigDecimal.valueOf(click.getCostMicros(), 6)
                            .stripTrailingZeros()
                            .toPlainString());
        }
        return url.toString();
    }

    private static String written(Random kind, String value) {
        return kind.nextBoolean() ? URLEncoder.encode(value, StandardCharsets.UTF_8) : value;
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)] + (random.nextBoolean() ? "" : TEXTS[random.nextInt(TEXTS.length)]);
    }

    /** @return how many targets were put together from a shape */
    private int assertAllAlike(Map<UUID, Click> sent) throws Exception {
        int shaped = 0;
        int rows = 0;
        try (var connection = centre.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select * from clicks_whole")) {
            while (row.next()) {
                var click = Objects.requireNonNull(sent.get(row.getObject("click_id", UUID.class)));
                assertAlike(row, click);
                shaped += row.getString("target") == null ? 1 : 0;
                rows++;
            }
        }
        assertThat(rows).isEqualTo(sent.size());
        return shaped;
    }

    private void assertAlike(ResultSet row, Click click) throws Exception {
        var stored = new ArrayList<@Nullable Object>();
        for (var column : List.of(
                "workspace_id",
                "link_id",
                "campaign_id",
                "config_version",
                "link_revision",
                "rule_id",
                "destination_id",
                "offer_id",
                "lander_id",
                "traffic_source_id",
                "outcome",
                "draw",
                "passed",
                "verdict",
                "flags",
                "judge_version",
                "signals",
                "reasons",
                "method",
                "host",
                "language",
                "network",
                "country",
                "continent",
                "subdivision",
                "city",
                "asn",
                "device",
                "os",
                "os_version",
                "browser",
                "browser_version",
                "user_agent",
                "referrer",
                "currency")) {
            stored.add(row.getString(column));
        }
        var decision = click.getDecision();
        boolean isTold = click.hasDecision();
        var expected = new ArrayList<@Nullable Object>();
        for (var value : new @Nullable Object[] {
            click.getWorkspaceId(),
            click.getLinkId(),
            click.getCampaignId(),
            click.getConfigVersion(),
            isTold ? decision.getLinkRevision() : null,
            orNull(decision.getRuleId()),
            orNull(decision.getDestinationId()),
            orNull(decision.getOfferId()),
            orNull(decision.getLanderId()),
            orNull(click.getTrafficSourceId()),
            isTold ? decision.getOutcomeValue() : null,
            isTold ? decision.getDraw() : null,
            isTold ? "{4,0}" : null,
            click.getVerdictValue(),
            click.getFlags(),
            click.getJudgeVersion(),
            click.getSignals(),
            click.getReasonsCount() == 0 ? "{}" : "{ua-crawler}",
            click.getMethodValue(),
            click.getHost(),
            click.getLanguage(),
            null,
            click.getCountry(),
            click.getContinent(),
            click.getSubdivision(),
            click.getCity(),
            click.getAsn() == 0 ? null : Integer.toUnsignedLong(click.getAsn()),
            click.getDeviceValue(),
            click.getOs(),
            click.getOsVersion(),
            click.getBrowser(),
            click.getBrowserVersion(),
            click.getUserAgent(),
            click.getReferrer(),
            click.getCurrency().isEmpty() ? null : click.getCurrency()
        }) {
            expected.add(value == null ? null : value.toString());
        }
        assertThat(stored).isEqualTo(expected);
        for (int i = 0; i < 10; i++) {
            var sub = i < click.getSubsCount() ? click.getSubs(i) : "";
            assertThat(row.getString("sub" + (i + 1))).isEqualTo(sub.isEmpty() ? null : sub);
        }
        var parameters = new LinkedHashMap<String, String>();
        click.getParametersList().forEach(each -> parameters.put(each.getName(), each.getValue()));
        var text = row.getString("parameters");
        assertThat(text == null ? Map.of() : json.readValue(text, PARAMETERS)).isEqualTo(parameters);
        var urls = StoredUrls.of(
                ClickId.of(row.getObject("click_id", UUID.class)),
                row,
                text == null ? Map.of() : json.readValue(text, PARAMETERS));
        assertThat(urls.target()).isEqualTo(click.getTarget());
        assertThat(urls.destination()).isEqualTo(click.getDestination());
    }

    private static @Nullable Integer orNull(int number) {
        return number == 0 ? null : number;
    }
}
