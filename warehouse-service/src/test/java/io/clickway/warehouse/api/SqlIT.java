package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.clickway.warehouse.api.Api.json;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What analysts get by POST /api/sql and by direct logins, and that nobody gets another workspace's rows. Long, because both
 * ways share two workspaces and their clicks.
 */
@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class SqlIT {

    /** Stands in rows of the other workspace only. */
    /** Neither memory nor temporary files grow, so time ends it. */
    /** Ten thousand million pairs: it ends by the limit of time, before any of memory or disk. */
    private static final String ENDLESS =
            "with recursive r (n) as (select 1 union all select n + 1 from r where n < 100000)"
                    + " select count(*) from r as a, r as b where a.n + b.n < 0";

    private static final String SECRET = "rivals-secret";

    @Inject
    AgroalDataSource database;

    @TestHTTPResource("/api/sql")
    URI endpoint = URI.create("/");

    private String rivalKey = "";
    private int rival;

    @BeforeEach
    void twoWorkspaces() throws Exception {
        json(Map.of("slug", "rival", "name", SECRET)).post("/api/workspaces");
        rival = api().get("/api/workspaces/rival").then().extract().path("id");
        rivalKey = json(Map.of("name", "analysts"))
                .post("/api/workspaces/rival/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
        Sql.run(database, """
                insert into campaigns (campaign_id, workspace_id, slug, name)
                values (70001, 1, 'own-campaign', 'Own'), (70002, %1$d, '%2$s-campaign', '%2$s')
                on conflict do nothing;
                insert into links (link_id, workspace_id, campaign_id, slug, url)
                values (70001, 1, 70001, 'own-link', 'https://own.example'), (70002, %1$d, 70002, '%2$s-link', 'https://%2$s.example')
                on conflict do nothing;
                delete from rollup_deltas where text1 in ('XA', 'XB');
                delete from clicks_by_country_1d where country in ('XA', 'XB');
                insert into rollup_deltas (bucket_at, clicks, workspace_id, key1, key2, key3, key4, cube, verdict, region, text1, text2)
                values ('2026-03-01 10:15+00', 3, 1, 2, 0, 0, 0, 3, 1, 'eu', 'XA', ''),
                    ('2026-03-01 10:30+00', 4, %1$d, 2, 0, 0, 0, 3, 1, 'eu', 'XB', '');
                insert into clicks_by_country_1d (bucket_at, clicks, workspace_id, device, verdict, region, country)
                values ('2026-03-01 00:00+00', 10, 1, 2, 1, 'eu', 'XA'), ('2026-03-01 00:00+00', 20, %1$d, 2, 1, 'eu', 'XB');
                """.formatted(rival, SECRET));
    }

    @Test
    void answersInJsonWithTypedValues() {
        sql("select 1 as small, 1.50::numeric as price, true as yes, null as nothing, '{\"a\": [1]}'::jsonb as document,"
                        + " '2026-03-01 01:02:03.5+05'::timestamptz as moment, array['a', null, 'b,\"c'] as words, array[1, 2] as numbers,"
                        + " 'NaN'::float8 as odd, '2026-03-01'::date as day, interval '1 day 2 hours' as span, 'ü\"' as text")
                .statusCode(200)
                .contentType("application/json")
                .body("columns.name[0]", equalTo("small"))
                .body("columns.type[5]", equalTo("timestamptz"))
                .body("columns.type[6]", equalTo("text[]"))
                .body(containsString(
                        "[[1,1.50,true,null,{\"a\": [1]},\"2026-02-28T20:02:03.5Z\",[\"a\",null,\"b,\\\"c\"],[1,2],\"NaN\","
                                + "\"2026-03-01\",\"P1DT2H\",\"ü\\\"\"]]"))
                .body("row_count", equalTo(1))
                .body("truncated", equalTo(false));
    }

    @Test
    void saysWhenThereAreMoreRowsThanWanted() {
        json(Map.of("sql", "select g from generate_series(1, 5) g", "limit", 4))
                .post("/api/sql")
                .then()
                .statusCode(200)
                .body("rows.size()", equalTo(4))
                .body("truncated", equalTo(true));
        json(Map.of("sql", "select g from generate_series(1, 5) g", "limit", 5))
                .post("/api/sql")
                .then()
                .body("rows.size()", equalTo(5))
                .body("truncated", equalTo(false));
    }

    @Test
    void writesLinesAndCsv() {
        var wanted = "select g as n, '=' || g as formula, 'a,b' as text, null as none, '{\"a\":\n1}'::json as j"
                + " from generate_series(1, 2) g";
        json(Map.of("sql", wanted, "format", "ndjson"))
                .post("/api/sql")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .body(equalTo("""
                        {"n":1,"formula":"=1","text":"a,b","none":null,"j":{"a": 1}}
                        {"n":2,"formula":"=2","text":"a,b","none":null,"j":{"a": 1}}
                        """));
        json(Map.of(
                        "sql",
                        "select g as n, '=' || g as formula, 'a,b' as text, null as none, '' as empty from generate_series(1, 2) g"))
                .accept("text/csv")
                .post("/api/sql")
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .body(equalTo("n,formula,text,none,empty\r\n1,'=1,\"a,b\",,\"\"\r\n2,'=2,\"a,b\",,\"\"\r\n"));
        json(Map.of("sql", "select 1 as a, 2 as a", "format", "ndjson"))
                .post("/api/sql")
                .then()
                .statusCode(422)
                .body("detail", containsString("two columns of one name"));
    }

    @Test
    void countsWhatIsFoldedAndWhatWaitsToBe() {
        sql("select bucket_at, country, device, verdict, clicks from clicks_by_country_days where country in ('XA', 'XB')"
                        + " order by country")
                .statusCode(200)
                .body("rows[0]", equalTo(List.of("2026-03-01T00:00:00Z", "XA", "mobile", "human", 13)))
                .body("rows[1]", equalTo(List.of("2026-03-01T00:00:00Z", "XB", "mobile", "human", 24)));
    }

    @Test
    void everyViewAnswersAndEveryColumnIsExplained() {
        var schema = api().get("/api/sql/schema").then().statusCode(200).extract();
        assertThat(schema.<Integer>path("version")).isGreaterThanOrEqualTo(2);
        assertThat(schema.<List<String>>path("tables.columns.flatten().comment"))
                .doesNotContain("");
        List<String> views = schema.path("tables.name");
        assertThat(views).contains("clicks", "links", "clicks_by_link_hours", "completeness");
        for (var view : views) {
            sql("select * from " + view + " limit 1").statusCode(200);
        }
    }

    @Test
    void namesWhatIsWrongAndWhere() {
        sql("select clickz from clicks")
                .statusCode(422)
                .body("detail", containsString("column \"clickz\" does not exist, at character 8"));
        sql("selec 1").statusCode(400).body("detail", containsString("at or near \"selec\", at character 1"));
        sql("select 1; select 2").statusCode(400).body("errors[0].message", containsString("2 statements"));
        sql("  ").statusCode(400).body("errors[0].field", equalTo("sql"));
        sql("update clicks set verdict = 0").statusCode(400).body("detail", containsString("select, with, values"));
        json(Map.of("sql", 1)).post("/api/sql").then().statusCode(400).body("errors[0].field", equalTo("sql"));
        api().contentType("text/plain").body("select 1").post("/api/sql").then().statusCode(415);
        sql(" ; -- nothing").statusCode(400);
        sql("select '\u0000'").statusCode(400);
        sql("select 1 -- " + "x".repeat(100_000)).statusCode(400).body("errors[0].message", containsString("100000"));
        json(Map.of("sql", "select 1", "limit", 0)).post("/api/sql").then().statusCode(400);
        json(Map.of("sql", "select 1", "format", "xml")).post("/api/sql").then().statusCode(400);
        given().contentType("application/json")
                .body("{\"sql\":\"select 1\"}")
                .post("/api/sql")
                .then()
                .statusCode(401);
    }

    @Test
    void aRowOrAnErrorOfManyMegabytesIsRefusedAndTheServiceGoesOn() {
        sql("select repeat('x', 100000000)").statusCode(413);
        sql("select repeat('x', 60000000)::int").statusCode(413);
        sql("select repeat('x', 1000000) from generate_series(1, 4)").statusCode(200);
        sql("select '\\x128b7f'::bytea, sketch from visitors_by_campaign_days union all select null, '\\x128b7f0102'")
                .statusCode(not(500));
        sql("select 1").statusCode(200);
    }

    @Test
    void anAnswerThatFailsHalfWayHasNoEnd() throws Exception {
        sql("select 1 / (50 - g) from generate_series(1, 60) g")
                .statusCode(422)
                .body("detail", containsString("division by zero"));
        assertThatThrownBy(() -> post("select 1 / (50000 - g) from generate_series(1, 60000) g", "csv"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post("select repeat('x', 1000), g from generate_series(1, 99000) g", "ndjson"))
                .isInstanceOf(IOException.class);
        assertThat(post("select g from generate_series(1, 99999) g", "csv").lines())
                .hasSize(100_000);
    }

    @Test
    void aStatementEndsWhenItsClientGoes() throws Exception {
        var running =
                "select 'runs' from pg_stat_activity where application_name = 'clickway-sql' and state = 'active'";
        try (var socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            var body =
                    "{\"sql\":\"select count(*) from generate_series(1, 100000) as a, generate_series(1, 1000000) as b\"}";
            socket.getOutputStream()
                    .write(("POST /api/sql HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + CentreServers.KEY
                                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(8))
                    .until(() -> !asAdmin(running).isEmpty());
        }
        long began = System.nanoTime();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(6))
                .until(() -> asAdmin(running).isEmpty());
        System.out.println(
                "gone after " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
    }

    @Test
    void whatRunsForAnalystsStepsBackBehindWhatStores() throws Exception {
        try (var connection = reporting();
                var statement = connection.createStatement()) {
            int pid;
            try (var row = statement.executeQuery("select pg_backend_pid()")) {
                row.next();
                pid = row.getInt(1);
            }
            assertThat(niceness(pid)).isZero();
            var runs = CompletableFuture.runAsync(
                    () -> assertThatThrownBy(() -> statement.execute(ENDLESS)).hasMessageContaining("cancel"));
            try {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> niceness(pid) == 15);
            } finally {
                statement.cancel();
            }
            runs.join();
        }
        assertThat(asAdmin("select pid::text from pg_stat_activity where usename = 'warehouse'"))
                .isNotEmpty()
                .allSatisfy(pid -> assertThat(niceness(Integer.parseInt(pid))).isZero());
    }

    /** As proc(5) has it: the 19th field, counted behind the name in parentheses, which is the second. */
    private static int niceness(int pid) throws IOException {
        var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }

    @Test
    void moreStatementsThanThereArePlacesAreRefusedAtOnce() {
        var first = List.of(
                CompletableFuture.supplyAsync(
                        () -> sql(ENDLESS).extract().statusCode(),
                        task -> Thread.ofVirtual().start(task)),
                CompletableFuture.supplyAsync(
                        () -> sql(ENDLESS).extract().statusCode(),
                        task -> Thread.ofVirtual().start(task)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(8))
                .untilAsserted(() -> sql("select 1").statusCode(429).header("Retry-After", "1"));
        asRival("select 1").statusCode(200);
        assertThat(first.stream().map(CompletableFuture::join)).containsOnly(408);
        sql("select 1").statusCode(200);
    }

    @Test
    void aKeyOfAWorkspaceIsShownOnceAndCanBeRevoked() {
        var made = json(Map.of("name", "short lived"))
                .post("/api/workspaces/rival/keys")
                .then()
                .statusCode(201)
                .extract();
        String key = made.path("key");
        String id = made.path("id");
        assertThat(key).matches("cw_[0-9a-f]{64}");
        with(key).get("/api/report").then().statusCode(200);
        with(key).get("/api/workspaces/rival/keys").then().statusCode(403);
        with(key).get("/api/workspaces").then().body("items.slug", equalTo(List.of("rival")));
        api().get("/api/workspaces/rival/keys")
                .then()
                .body("items.id", hasItem(id))
                .body(not(containsString(key)));
        api().delete("/api/workspaces/default/keys/" + id).then().statusCode(404);
        api().delete("/api/workspaces/rival/keys/" + id).then().statusCode(204);
        with(key).get("/api/report").then().statusCode(401);
        api().get("/api/workspaces/default/keys").then().statusCode(200).body(not(containsString("operator")));
        json(Map.of("name", "a\nb")).post("/api/workspaces/rival/keys").then().statusCode(400);
        json(Map.of("name", "x")).post("/api/workspaces/nobody/keys").then().statusCode(404);
    }

    @Test
    void aWorkspaceSeesItsOwnRowsOnly() {
        asRival("select workspace from workspaces").body("rows", equalTo(List.of(List.of("rival"))));
        asRival("select distinct workspace from clicks_by_country_days")
                .body("rows", equalTo(List.of(List.of("rival"))));
        asRival("select reporting.visible_workspace()").body("rows[0][0]", equalTo(rival));
        sql("select slug from (select workspace as slug from workspaces) s").body("rows.flatten()", hasItem("rival"));
        sql("select current_setting('clickway.workspace')").body("rows[0][0]", equalTo("0"));
    }

    @Test
    void noStatementBringsTheOthersRowsToLight() throws Exception {
        var own = json(Map.of("name", "own"))
                .post("/api/workspaces/default/keys")
                .then()
                .extract()
                .<String>path("key");
        var url = reportingLogin("default");
        try (var login = DriverManager.getConnection(url)) {
            for (var probe : probes()) {
                var byApi = with(own)
                        .contentType("application/json")
                        .body(Map.of("sql", probe))
                        .post("/api/sql")
                        .then()
                        .extract();
                assertThat(byApi.statusCode()).as(probe).isIn(200, 400, 422);
                assertThat(byApi.asString()).as(probe).doesNotContain(SECRET, "XB");
                assertThat(said(login, probe)).as(probe).doesNotContain(SECRET, "XB");
            }
        } finally {
            script("reporting-login", "default", "--revoke");
        }
        assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
    }

    /** Casts whose errors quote, functions that leak in predicates, joins, aggregates, statistics, definitions, plans. */
    private static List<String> probes() {
        return List.of(
                "select * from workspaces",
                "select * from campaigns",
                "select * from links",
                "select * from clicks where country = 'XB'",
                "select * from clicks_by_country_days",
                "select * from clicks_by_country_hours",
                "select * from links where link::int = 1",
                "select * from campaigns where name::numeric > 0",
                "select * from campaigns where cast(name as date) > now()",
                "select * from links where (url || link)::uuid is null",
                "select * from clicks_by_country_days where country::int > 0",
                "select * from links where case when workspace = 'rival' then link::int else 0 end = 0",
                "select * from links where link ~ '(' ",
                "select link from links where link like 'rivals%'",
                "select string_agg(name, ',') from workspaces",
                "select max(name), min(name) from campaigns",
                "select * from links l join campaigns c on l.campaign::int = c.campaign::int",
                "select * from clicks_by_country_days where workspace = 'rival'",
                "select * from workspaces where workspace = 'rival' or true",
                "select (select name from workspaces where workspace = 'rival')",
                "select * from workspaces where not exists (select 1 / length(name) - 13)",
                "select * from pg_stats",
                "select * from pg_stats_ext",
                "select most_common_vals from pg_stats where tablename = 'campaigns'",
                "select histogram_bounds from pg_stats",
                "select pg_get_viewdef('reporting.links')",
                "select * from pg_stat_activity",
                "explain (analyze, verbose) select * from links where link like 'rivals%'",
                "explain (analyze, verbose) select * from campaigns",
                "select row_to_json(w) from workspaces w",
                "select * from information_schema.tables",
                "select rolname from pg_roles",
                "select set_config('clickway.workspace', '0', false), name from workspaces",
                "set clickway.workspace = '0'",
                "select * from workspaces tablesample system (100)",
                "select lag(name) over (order by name) from workspaces",
                "with recursive r as (select name from workspaces union select name from campaigns) select * from r",
                "table workspaces",
                "select * from public.workspaces",
                "select * from public.clicks_by_country_1d",
                "select * from public.rollup_deltas",
                "copy (select * from workspaces) to stdout");
    }

    @Test
    void toolsFindTheirWay() throws Exception {
        try (var login = reporting()) {
            var data = login.getMetaData();
            assertThat(names(data.getTables(null, "reporting", "%", new String[] {"VIEW"}), "TABLE_NAME"))
                    .contains("clicks", "clicks_by_link_days");
            assertThat(names(data.getColumns(null, "reporting", "clicks", "%"), "COLUMN_NAME"))
                    .contains("click_id", "sub10");
            assertThat(names(data.getColumns(null, "reporting", "clicks", "%"), "REMARKS"))
                    .doesNotContain((String) null);
            assertThat(names(data.getSchemas(), "TABLE_SCHEM")).contains("reporting");
            assertThat(names(data.getCatalogs(), "TABLE_CAT")).contains("clickway");
            names(data.getTypeInfo(), "TYPE_NAME");
            names(data.getPrimaryKeys(null, "reporting", "clicks"), "COLUMN_NAME");
            names(data.getImportedKeys(null, "reporting", "clicks"), "FKCOLUMN_NAME");
            names(data.getIndexInfo(null, "reporting", "clicks", false, true), "INDEX_NAME");
            names(data.getFunctions(null, "reporting", "%"), "FUNCTION_NAME");
            names(data.getTablePrivileges(null, "reporting", "%"), "PRIVILEGE");
            for (var question : grafana()) {
                assertThat(said(login, question)).as(question).doesNotContain("ERROR");
            }
        }
    }

    /** What Grafana's source asks: of itself, for its builder, and for a panel. */
    private static List<String> grafana() {
        return List.of(
                "select 1",
                "select current_setting('server_version_num')::int/100 as version",
                "select extversion from pg_extension where extname = 'timescaledb'",
                "select case when quote_ident(table_schema) in (select case when trim(s[i]) = '\"$user\"' then user else trim(s[i])"
                        + " end from generate_series(array_lower(string_to_array(current_setting('search_path'), ','), 1),"
                        + " array_upper(string_to_array(current_setting('search_path'), ','), 1)) as i,"
                        + " string_to_array(current_setting('search_path'), ',') s) then quote_ident(table_name)"
                        + " else quote_ident(table_schema) || '.' || quote_ident(table_name) end as \"table\""
                        + " from information_schema.tables where quote_ident(table_schema) not in"
                        + " ('information_schema', 'pg_catalog', '_timescaledb_cache')",
                "select quote_ident(column_name) as \"column\", data_type as \"type\" from information_schema.columns"
                        + " where quote_ident(table_name) = 'clicks_by_country_hours'",
                "select bucket_at as \"time\", country as metric, sum(clicks) from clicks_by_country_hours where bucket_at between"
                        + " '2026-03-01T00:00:00Z' and '2026-03-02T00:00:00Z' group by 1, 2 order by 1",
                "select floor(extract(epoch from bucket_at) / 3600) * 3600 as \"time\", sum(clicks) from clicks_by_country_quarters"
                        + " where bucket_at >= '2026-03-01T00:00:00Z' group by 1 order by 1");
    }

    private static List<String> names(java.sql.ResultSet rows, String column) throws SQLException {
        var names = new ArrayList<String>();
        try (rows) {
            while (rows.next()) {
                names.add(rows.getString(column));
            }
        }
        return names;
    }

    /** Rows, or the error, as the client sees it. */
    private static String said(Connection login, String sql) {
        var said = new StringBuilder();
        try (var statement = login.createStatement()) {
            if (statement.execute(sql)) {
                var rows = statement.getResultSet();
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        said.append(rows.getString(i)).append('|');
                    }
                }
            }
        } catch (SQLException refused) {
            said.append(refused.getMessage());
        }
        // A question that quotes the word itself proves nothing.
        return said.toString();
    }

    private static String reportingLogin(String workspace) throws Exception {
        var url = URI.create(
                script("reporting-login", workspace).strip().lines().toList().getLast());
        var user = url.getUserInfo().split(":");
        return "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath() + "?user=" + user[0]
                + "&password=" + user[1];
    }

    private static String script(String name, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("clickway.root", "."), "scripts", name)
                .toAbsolutePath()
                .toString());
        command.addAll(List.of("--home", CentreServers.servers().dir().toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private static Connection reporting() throws SQLException {
        var servers = CentreServers.servers();
        return DriverManager.getConnection(
                servers.get("postgres.url"), "reporting", servers.get("postgres.reporting.password"));
    }

    private static List<String> asAdmin(String sql) throws Exception {
        var servers = CentreServers.servers();
        var admin = new PGSimpleDataSource();
        admin.setUrl(servers.get("postgres.url"));
        admin.setUser(servers.get("postgres.admin.username"));
        admin.setPassword(servers.get("postgres.admin.password"));
        return Sql.texts(admin, sql);
    }

    private ValidatableResponse sql(String sql) {
        return json(Map.of("sql", sql)).post("/api/sql").then();
    }

    private ValidatableResponse asRival(String sql) {
        return with(rivalKey)
                .contentType("application/json")
                .body(Map.of("sql", sql))
                .post("/api/sql")
                .then();
    }

    private static io.restassured.specification.RequestSpecification with(String key) {
        return given().header("Authorization", "Bearer " + key);
    }

    private String post(String sql, String format) throws Exception {
        var body = "{\"sql\":\"%s\",\"format\":\"%s\",\"limit\":100000}".formatted(sql, format);
        var request = HttpRequest.newBuilder(endpoint)
                .header("Authorization", "Bearer " + CentreServers.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
