package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.clickway.warehouse.api.Api.campaign;
import static io.clickway.warehouse.api.Api.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.agroal.api.AgroalDataSource;
import io.clickway.id.ClickId;
import io.clickway.warehouse.datapath.CubeFill;
import io.clickway.warehouse.rollup.Cube;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports against a count in plain Java over the same clicks, in zones and on days where time is difficult. */
@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class ReportIT {

    /** Summer time ends in Kyiv on the first and in St. John's on the second of these days. */
    private static final List<LocalDate> DAYS = List.of(
            LocalDate.parse("2025-10-25"),
            LocalDate.parse("2025-10-26"),
            LocalDate.parse("2025-11-01"),
            LocalDate.parse("2025-11-02"),
            LocalDate.parse("2025-11-03"));

    private static final List<String> ZONES =
            List.of("UTC", "Asia/Kathmandu", "America/St_Johns", "Europe/Kyiv", "America/Havana", "Pacific/Chatham");
    private static final List<String> DIMENSIONS = List.of(
            "hour", "day", "week", "month", "link", "campaign", "country", "region", "verdict", "browser", "sub1");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
    private static final int CLICKS = 4_000;

    private record Seeded(
            Instant at,
            String link,
            String campaign,
            String country,
            String region,
            int verdict,
            String browser,
            String sub1) {}

    @Inject
    AgroalDataSource database;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Seeded> clicks = new ArrayList<>();

    @BeforeEach
    void seedClicks() throws Exception {
        System.out.println("seed " + seed);
        campaign("zones1");
        campaign("zones2");
        var run = Long.toString(seed, 36);
        var links = Map.of("za" + run, "zones1", "zb" + run, "zones1", "zc" + run, "zones2");
        var ids = links.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> link(each.getKey(), each.getValue())));
        var campaignIds = List.of("zones1", "zones2").stream()
                .collect(Collectors.<String, String, Integer>toMap(
                        Function.identity(),
                        slug -> api().get("/api/campaigns/" + slug)
                                .then()
                                .extract()
                                .path("id")));
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            clear(connection);
            for (var day : DAYS) {
                execute(
                        connection,
                        "create table if not exists clicks_p%s partition of clicks for values from ('%s+00') to ('%s+00')"
                                .formatted(
                                        day.format(DateTimeFormatter.BASIC_ISO_DATE),
                                        day + " 00:00",
                                        day.plusDays(1) + " 00:00"));
            }
            execute(connection, """
                    insert into edge_ledger (source_id, region, edge)
                    values (1001, 'eu', 'edge-eu'), (1002, 'us', 'edge-us')
                    """);
            insert(connection, links, ids, campaignIds);
            // Placements answer no report.
            for (var cube : Cube.values()) {
                if (cube != Cube.PLACEMENT && cube.hasDeltas()) {
                    execute(connection, CubeFill.sql(cube, "click.occurred_at < '2026-01-01'"));
                }
            }
            connection.commit();
        }
    }

    private void insert(
            Connection connection,
            Map<String, String> links,
            Map<String, Integer> ids,
            Map<String, Integer> campaignIds)
            throws Exception {
        var insert = """
                insert into clicks (occurred_at, seq, visitor, click_id, source_no, workspace_id, link_id, campaign_id,
                    config_version, flags, judge_version, device, method, verdict, country, network, os, browser, language,
                    host, target, referrer, user_agent, destination, reasons, sub1, parameters)
                select ?, ?, 42, ?, source_no, 1, ?, ?, 1, 5, 1, 2, 1, ?, ?, '203.0.113.0/24', 'Android', ?, 'de', 'go.test',
                    '/x', 'https://News.Example/a', 'UA', 'https://example.com/', '{ua-ok}', ?, '{"utm_source": "x"}'
                from edge_ledger
                where region = ? and source_id in (1001, 1002)
                """;
        try (var statement = connection.prepareStatement(insert)) {
            for (int i = 1; i <= CLICKS; i++) {
                var click = click(new ArrayList<>(links.keySet()), links);
                clicks.add(click);
                statement.setObject(1, click.at().atOffset(ZoneOffset.UTC));
                statement.setLong(2, i);
                statement.setObject(3, new UUID(click.at().toEpochMilli() << 16 | 0x7000, 1L << 63 | i));
                statement.setInt(4, Objects.requireNonNull(ids.get(click.link())));
                statement.setInt(5, Objects.requireNonNull(campaignIds.get(click.campaign())));
                statement.setInt(6, click.verdict());
                statement.setString(7, click.country());
                statement.setString(8, click.browser());
                statement.setString(9, click.sub1().isEmpty() ? null : click.sub1());
                statement.setString(10, click.region());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private Seeded click(List<String> slugs, Map<String, String> campaigns) {
        var link = slugs.get(random.nextInt(slugs.size()));
        var day = DAYS.get(random.nextInt(DAYS.size()));
        return new Seeded(
                day.atStartOfDay(ZoneOffset.UTC).toInstant().plusMillis(random.nextLong(86_400_000)),
                link,
                Objects.requireNonNull(campaigns.get(link)),
                List.of("DE", "AT", "NP", "").get(random.nextInt(4)),
                random.nextBoolean() ? "eu" : "us",
                1 + random.nextInt(4),
                List.of("Chrome", "Firefox").get(random.nextInt(2)),
                List.of("", "a", "b:c").get(random.nextInt(3)));
    }

    @AfterEach
    void clear() throws Exception {
        try (var connection = database.getConnection()) {
            clear(connection);
        }
    }

    private static void clear(Connection connection) throws Exception {
        execute(connection, "delete from clicks where occurred_at < '2026-01-01'");
        // First what waits, or a fold in between would bring it back.
        execute(connection, "delete from rollup_deltas where bucket_at < '2026-01-01'");
        for (var cube : Cube.values()) {
            for (var span : cube.spans()) {
                execute(connection, "delete from " + cube.table(span) + " where bucket_at < '2026-01-01'");
            }
        }
        execute(connection, "delete from edge_ledger where source_id in (1001, 1002)");
    }

    @Test
    void everyReportEqualsTheCountOverTheRows() {
        for (int i = 0; i < 60; i++) {
            var zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            var by = by();
            boolean aligned = random.nextBoolean();
            var from = moment(aligned);
            var to = from.plusSeconds(aligned ? 900L * random.nextInt(600) : random.nextInt(500_000));
            var verdicts =
                    random.nextBoolean() ? List.of("human", "bot") : List.of("human", "bot", "suspect", "preview");
            compare(zone, by, from, to, verdicts);
        }
    }

    private void compare(ZoneId zone, List<String> by, Instant from, Instant to, List<String> verdicts) {
        var answer = api().queryParam("by", String.join(",", by))
                .queryParam("tz", zone.getId())
                .queryParam("from", from.toString())
                .queryParam("to", to.toString())
                .queryParam("where", "verdict:" + String.join(",", verdicts))
                .queryParam("limit", 100_000)
                .get("/api/report")
                .then()
                .statusCode(200)
                .extract();
        Predicate<Seeded> asked = click ->
                !click.at().isBefore(from) && click.at().isBefore(to) && verdicts.contains(verdict(click.verdict()));
        var expected = new TreeMap<String, Long>();
        clicks.stream()
                .filter(asked)
                .forEach(click -> expected.merge(
                        by.stream()
                                .map(dimension -> value(click, dimension, zone))
                                .collect(Collectors.joining("|")),
                        1L,
                        Long::sum));
        var rows = answer.<List<List<Object>>>path("rows");
        var found = new TreeMap<String, Long>();
        rows.forEach(row -> found.put(
                row.subList(0, by.size()).stream().map(String::valueOf).collect(Collectors.joining("|")),
                ((Number) row.getLast()).longValue()));
        var description = "seed %d: by %s in %s from %s to %s".formatted(seed, by, zone, from, to);
        assertThat(rows).as(description).hasSameSizeAs(found.keySet());
        assertThat(found).as(description).isEqualTo(expected);
        assertThat(answer.<Integer>path("totals.clicks").longValue())
                .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
        assertThat(answer.<List<String>>path("columns")).isEqualTo(append(by, "clicks"));
    }

    @Test
    void tellsWhereTheFiguresComeFrom() {
        api().get("/api/report?by=country").then().body("source", equalTo("rollup"));
        api().get("/api/report?by=country&from=2025-10-25T00:00:01Z").then().body("source", equalTo("raw"));
    }

    @Test
    void sortsByTimeThenByClicks() {
        var rows = api().get("/api/report?by=day,country&to=2026-01-01")
                .then()
                .extract()
                .<List<List<Object>>>path("rows");
        for (int i = 1; i < rows.size(); i++) {
            var before = rows.get(i - 1);
            var row = rows.get(i);
            int days = before.get(0).toString().compareTo(row.get(0).toString());
            assertThat(days).isLessThanOrEqualTo(0);
            if (days == 0) {
                assertThat((Integer) before.get(2)).isGreaterThanOrEqualTo((Integer) row.get(2));
            }
        }
    }

    @Test
    void aLimitCutsRowsButNotTotals() {
        api().get("/api/report?by=country&limit=1&to=2026-01-01")
                .then()
                .body("rows.size()", equalTo(1))
                .body("truncated", equalTo(true))
                .body("groups", equalTo(4))
                .body("totals.clicks", equalTo(CLICKS));
    }

    @Test
    void writesCsv() {
        var csv = api().get("/api/report?by=region&format=csv&to=2026-01-01&sort=region")
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .extract()
                .asString();
        long eu = clicks.stream().filter(click -> click.region().equals("eu")).count();
        assertThat(csv).isEqualTo("region,clicks\r\neu,%d\r\nus,%d\r\n".formatted(eu, CLICKS - eu));
    }

    @Test
    void writesOneObjectPerLine() {
        var lines = api().get("/api/report?by=region&format=ndjson&to=2026-01-01&sort=region&measures=clicks,share")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .header("Clickway-Source", "rollup")
                .extract()
                .asString();
        assertThat(lines.lines()).hasSize(2).first().asString().startsWith("{\"region\":\"eu\",\"clicks\":");
    }

    @Test
    void tellsWhatIsLeftOutByTheLimitAndHowExactVisitorsAre() {
        var answer = api().get("/api/report?by=campaign&limit=1&to=2026-01-01&measures=clicks,visitors,cost,bots,share")
                .then()
                .statusCode(200)
                .body("source", equalTo("rollup"))
                .body("cube", equalTo("all_by_campaign+all_costs+campaign_visitors"))
                .body("visitors_error", equalTo(0.0115f))
                .body("totals.visitors", equalTo(1))
                .extract();
        int shown = ((Number) answer.<List<List<Object>>>path("rows").getFirst().get(1)).intValue();
        assertThat(answer.<Integer>path("others.clicks")).isEqualTo(CLICKS - shown);
    }

    @Test
    void answersAConditionOfAndOrAndNot() {
        var where = "not (region:eu or verdict:human,bot) and country:DE,\"\"";
        long expected = clicks.stream()
                .filter(click -> !click.region().equals("eu")
                        && click.verdict() > 2
                        && List.of("DE", "").contains(click.country()))
                .count();
        api().queryParam("where", where)
                .queryParam("to", "2026-01-01")
                .get("/api/report")
                .then()
                .statusCode(200)
                .body("totals.clicks", equalTo((int) expected));
        api().queryParam("where", "country:DE or (verdict:human")
                .get("/api/report")
                .then()
                .statusCode(400)
                .body("errors[0].message", containsString("a closing parenthesis is missing at its end"));
    }

    @Test
    void showsAClickWholeByEitherFormOfItsId() {
        var click = clicks.get(17);
        var id = ClickId.of(new UUID(click.at().toEpochMilli() << 16 | 0x7000, 1L << 63 | 18));
        for (var text : List.of(id.toString(), id.uuid().toString())) {
            api().get("/api/events/" + text)
                    .then()
                    .statusCode(200)
                    .body("id", equalTo(id.toString()))
                    .body("click_id", equalTo(id.uuid().toString()))
                    .body("link.slug", equalTo(click.link()))
                    .body("campaign.slug", equalTo(click.campaign()))
                    .body("verdict", equalTo(verdict(click.verdict())))
                    .body("device", equalTo("mobile"))
                    .body("country", equalTo(click.country()))
                    .body("client.network", equalTo("203.0.113.0/24"))
                    .body("visitor", equalTo("000000000000002a"))
                    .body("flags", equalTo(List.of("target-cut", "referrer-cut")))
                    .body("parameters.utm_source", equalTo("x"))
                    .body("ingest.seq", equalTo(18))
                    .body("ingest.region", equalTo(click.region()));
        }
        api().get("/api/events/" + new UUID(id.high(), id.low() + 1)).then().statusCode(404);
        api().get("/api/events/nonsense").then().statusCode(400).body("errors[0].field", equalTo("id"));
    }

    @Test
    void showsTheBooks() {
        api().get("/api/ledger").then().statusCode(200).body("sources.source", hasItem("00000000000003e9"));
        api().get("/api/completeness").then().statusCode(200).body("regions.region", hasItem("eu"));
        api().get("/api/quarantine").then().statusCode(200).body("total", equalTo(0));
        api().get("/api/quarantine/1").then().statusCode(404);
        api().get("/api/faults").then().statusCode(200);
        api().get("/api/overview").then().statusCode(200).body("minutes[0].clicks.size()", equalTo(60));
    }

    @Test
    void theReportingViewHidesNothing() throws Exception {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select count(*), count(distinct click_id), min(referrer_host) from reporting.clicks where occurred_at < '2026-01-01'")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(CLICKS);
            assertThat(row.getInt(2)).isEqualTo(CLICKS);
            assertThat(row.getString(3)).isEqualTo("news.example");
        }
    }

    private List<String> by() {
        var shuffled = new ArrayList<>(DIMENSIONS);
        Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled.subList(0, random.nextInt(4)));
    }

    private Instant moment(boolean aligned) {
        var within = Instant.parse("2025-10-24T22:00:00Z").plusSeconds(random.nextInt(9 * 86_400));
        return aligned ? Instant.ofEpochSecond(within.getEpochSecond() / 900 * 900) : within;
    }

    private static String value(Seeded click, String dimension, ZoneId zone) {
        var local = click.at().atZone(zone);
        return switch (dimension) {
            case "hour" -> hour(local).format(TIME);
            case "day" -> start(local.toLocalDate(), zone);
            case "week" -> start(local.toLocalDate().with(DayOfWeek.MONDAY), zone);
            case "month" -> start(local.toLocalDate().withDayOfMonth(1), zone);
            case "link" -> click.link();
            case "campaign" -> click.campaign();
            case "country" -> click.country();
            case "region" -> click.region();
            case "verdict" -> verdict(click.verdict());
            case "browser" -> click.browser();
            case "sub1" -> click.sub1();
            default -> throw new IllegalArgumentException(dimension);
        };
    }

    private static ZonedDateTime hour(ZonedDateTime local) {
        return local.truncatedTo(ChronoUnit.HOURS);
    }

    private static String start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).format(TIME);
    }

    private static String verdict(int number) {
        return List.of("unknown", "human", "bot", "suspect", "preview").get(number);
    }

    private static List<String> append(List<String> list, String last) {
        var all = new ArrayList<>(list);
        all.add(last);
        return all;
    }

    private static void execute(Connection connection, String sql) throws Exception {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
