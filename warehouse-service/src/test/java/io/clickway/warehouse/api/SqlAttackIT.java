package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements of a hostile analyst, by the API and by a direct login; after each of them nothing has changed. */
@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class SqlAttackIT {

    /** All that a statement could leave behind, one line each. */
    private static final String TRACES = """
            select 'relations', md5(string_agg(concat(c.oid, relname, relkind::text, (select string_agg(x::text, ' ' order by x::text) from unnest(relacl) x), relowner), ',' order by c.oid))
            from pg_class c where relnamespace not in (select oid from pg_namespace where nspname ~ '^pg_toast') and relname !~ '_p20'
            union all
            select 'temporary tables', count(*)::text from pg_class where relpersistence = 't'
            union all
            select 'functions', md5(string_agg(concat(oid, proname, (select string_agg(x::text, ' ' order by x::text) from unnest(proacl) x)), ',' order by oid)) from pg_proc
            union all
            select 'schemas', string_agg(concat(nspname, (select string_agg(x::text, ' ' order by x::text) from unnest(nspacl) x)), ',' order by nspname) from pg_namespace
            where nspname !~ '^pg_'
            union all
            select 'roles', md5(string_agg(a::text, ',' order by a.oid)) from pg_authid a
            union all
            select 'settings of roles', md5(string_agg(s::text, ',' order by s::text)) from pg_db_role_setting s
            union all
            select 'default privileges', string_agg(concat(defaclrole, defaclnamespace, (select string_agg(x::text, ' ' order by x::text) from unnest(defaclacl) x)), ',' order by d.oid)
            from pg_default_acl d
            union all
            select 'database', (select string_agg(x::text, ' ' order by x::text) from unnest(datacl) x) from pg_database where datname = current_database()
            union all
            select 'settings', md5(string_agg(concat(name, setting), ',' order by name)) from pg_settings where source <> 'client'
            union all
            select 'large objects', count(*)::text from pg_largeobject_metadata
            union all
            select 'prepared transactions', count(*)::text from pg_prepared_xacts
            union all
            select 'slots', count(*)::text from pg_replication_slots
            union all
            select 'origins', count(*)::text from pg_replication_origin
            union all
            select 'publications', count(*)::text from pg_publication
            union all
            select 'comments', md5(string_agg(d::text, ',' order by d::text)) from pg_description d
            union all
            select 'workspaces', md5(string_agg(w::text, ',' order by w.workspace_id)) from workspaces w
            union all
            select 'links', md5(coalesce(string_agg(l::text, ',' order by l.link_id), '')) from links l
            union all
            select 'reporting logins', md5(coalesce(string_agg(l::text, ',' order by l.login), '')) from reporting_logins l
            """;

    private static final String SESSIONS = """
            select 'session' from pg_stat_activity where usename ~ '^reporting' and usename <> current_user
            union all
            select 'advisory lock' from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and usename ~ '^reporting'
            union all
            select 'notifications' where pg_notification_queue_usage() > 0
            """;

    @Inject
    AgroalDataSource database;

    /** As it was before the first attack. */
    private static List<String> before = List.of();

    /** Ended by the watch, at the limit of memory, at the limit of temporary files. */
    private static final List<String> BOUNDS = List.of("57P01", "53200", "53400");

    static List<Attack> attacks() {
        return Attack.all();
    }

    @BeforeEach
    void lookAtEverything() throws Exception {
        if (before.isEmpty()) {
            before = asAdmin(TRACES);
        }
    }

    @AfterEach
    void nothingHasChangedAndNobodyIsLeft() {
        soon(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(asAdmin(SESSIONS)).isEmpty());
        soon(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(asAdmin(TRACES)).isEqualTo(before));
    }

    /** Looks at once: hundreds of attacks leave nothing to wait for. */
    private static ConditionFactory soon(Duration limit) {
        return Awaitility.await().pollDelay(Duration.ZERO).atMost(limit);
    }

    @Test
    void thereAreManyOfEveryKind() {
        assertThat(attacks()).hasSizeGreaterThan(60);
        assertThat(attacks().stream().map(Attack::kind).distinct()).hasSizeGreaterThan(15);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void theApiRefusesIt(Attack attack) {
        var answer = json(Map.of("sql", attack.sql())).post("/api/sql").then().extract();

        assertThat(attack.isBounded() ? List.of(408, 422) : List.of(attack.api()))
                .as(answer.asString())
                .contains(answer.statusCode());
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.asString()).doesNotContain("/tmp", "/var", "pgdata", "/etc", "pid ", "GUC");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void aDirectLoginCanDoNoHarmWithIt(Attack attack) throws Exception {
        try (var login = login();
                var statement = login.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("set statement_timeout = 0");
            statement.execute("set idle_in_transaction_session_timeout = 0");
            statement.execute("set work_mem = '1TB'");
            if (attack.login().equals("-")) {
                statement.execute(attack.sql());
            } else {
                assertThatThrownBy(() -> statement.execute(attack.sql()))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refused -> assertThat(attack.isBounded() ? BOUNDS : List.of(attack.login()))
                                        .as(refused.getMessage())
                                        .contains(refused.getSQLState()));
            }
        }
    }

    @Test
    void noCharactersAroundTheStatementLeadOutOfTheCursor() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var pieces = List.of(
                ")",
                "(",
                ";",
                "--",
                "/*",
                "*/",
                "$$",
                "$a$",
                "'",
                "\"",
                "E'\\'",
                "\n",
                " ",
                "select 1",
                "commit",
                "rollback",
                "begin",
                "create table public.evil (a int)",
                "union",
                "for update",
                "with",
                "where 1=1",
                "\\",
                "u&'",
                "::",
                "?",
                "{",
                "}",
                "into",
                "drop table public.links",
                "\u00a0",
                "$1",
                "--\n",
                "set role warehouse");
        for (int i = 0; i < 400; i++) {
            var sql = new StringBuilder(random.nextBoolean() ? "select 1 " : "");
            for (int n = random.nextInt(1, 9); n > 0; n--) {
                sql.append(pieces.get(random.nextInt(pieces.size()))).append(random.nextBoolean() ? " " : "");
            }
            var answer =
                    json(Map.of("sql", sql.toString())).post("/api/sql").then().extract();
            assertThat(answer.statusCode()).as("%s: %s", sql, answer.asString()).isIn(200, 400, 422);
        }
    }

    @Test
    void whatALoginChangesOfItselfIsUndoneAndTold() throws Exception {
        try (var login = login();
                var statement = login.createStatement()) {
            statement.execute("begin read write");
            statement.execute("alter role reporting set statement_timeout = 0");
            statement.execute("alter role reporting in database clickway set work_mem = '1GB'");
            statement.execute("alter role reporting password 'mine-now'");
            statement.execute("alter default privileges grant select on tables to public");
            statement.execute("commit");
        }
        // The watch may have undone it by now: that it was changed at all shows in what is told.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(asAdmin(TRACES)).isEqualTo(before));
        login().close();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(asAdmin("select detail from faults where kind = 'reporting-login-changed'"))
                                .anySatisfy(detail -> assertThat(detail)
                                        .contains("reporting changed its own settings, password, default privileges")));
    }

    @Test
    void aTransactionLeftOpenIsEndedWhateverTheLoginSets() throws Exception {
        try (var login = login();
                var statement = login.createStatement()) {
            statement.execute("set idle_in_transaction_session_timeout = 0");
            statement.execute("set statement_timeout = 0");
            statement.execute("begin isolation level repeatable read");
            statement.execute("lock table reporting.clicks in access share mode");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThatThrownBy(() -> statement.execute("select 1"))
                            .isInstanceOf(SQLException.class)
                            .satisfies(ended -> assertThat(login.isClosed()).isTrue()));
        }
    }

    @Test
    void noLockOfALoginHoldsUpStoring() throws Exception {
        try (var login = login();
                var statement = login.createStatement();
                var connection = database.getConnection();
                var storing = connection.createStatement()) {
            statement.execute("begin read write");
            statement.execute("lock table reporting.clicks in access share mode");
            for (var mode : List.of("row share", "row exclusive", "share update exclusive", "share", "exclusive")) {
                statement.execute("savepoint before");
                assertThatThrownBy(() -> statement.execute("lock table reporting.clicks in " + mode + " mode"))
                        .hasMessageContaining("permission denied");
                statement.execute("rollback to before");
            }
            long began = System.nanoTime();
            storing.execute("set lock_timeout = '1s'");
            storing.execute("create table clicks_attached (like clicks including defaults including constraints)");
            storing.execute("alter table clicks attach partition clicks_attached"
                    + " for values from ('2021-01-01 00:00+00') to ('2021-01-02 00:00+00')");
            storing.execute("insert into rollup_days (day) values ('2021-01-01')");
            assertThat(Duration.ofNanos(System.nanoTime() - began).toMillis()).isCloseTo(0, within(10_000L));
            storing.execute("delete from rollup_days where day = '2021-01-01'");
            statement.execute("rollback");
            storing.execute("drop table clicks_attached");
        }
    }

    @Test
    void notificationsCanNotFillTheDisk() throws Exception {
        try (var listener = login();
                var listening = listener.createStatement();
                var talker = login();
                var talking = talker.createStatement()) {
            listening.execute("listen evil");
            listening.execute("begin");
            listening.execute("select 1");
            talking.execute("set default_transaction_read_only = off");
            var payload = "x".repeat(7_900);
            assertThatThrownBy(() -> {
                        for (int round = 0; round < 2_000; round++) {
                            talking.execute("begin");
                            for (int i = 0; i < 50; i++) {
                                talking.execute("notify evil, '" + i + payload + "'");
                            }
                            talking.execute("commit");
                        }
                    })
                    .isInstanceOf(SQLException.class);
        }
        assertThat(asAdmin("select 'filled' where pg_notification_queue_usage() > 0.05"))
                .isEmpty();
    }

    private Connection login() throws SQLException {
        var servers = CentreServers.servers();
        return DriverManager.getConnection(
                servers.get("postgres.url"), "reporting", servers.get("postgres.reporting.password"));
    }

    private static List<String> asAdmin(String sql) throws Exception {
        var servers = CentreServers.servers();
        var admin = new org.postgresql.ds.PGSimpleDataSource();
        admin.setUrl(servers.get("postgres.url"));
        admin.setUser(servers.get("postgres.admin.username"));
        admin.setPassword(servers.get("postgres.admin.password"));
        return Sql.texts(admin, sql);
    }
}
