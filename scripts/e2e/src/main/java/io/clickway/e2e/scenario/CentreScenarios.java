package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Need.NAMESPACE;
import static io.clickway.e2e.scenario.Trait.TIER;

import io.clickway.e2e.fault.Disk;
import io.clickway.e2e.fault.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Warehouse and Postgres: death between two steps, locks, a full disk, a lost partition, power cuts. */
final class CentreScenarios {

    private static final Duration SOON = Duration.ofSeconds(90);

    private CentreScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "warehouse-failpoint",
                                "warehouse",
                                "dies before COPY, after COPY or after commit, by the seed",
                                "accounting",
                                stage -> failpoint(
                                        stage,
                                        "warehouse",
                                        "WAREHOUSE_FAILPOINT="
                                                + stage.pick(List.of("before-copy", "after-copy", "after-commit"))))
                        .with(TIER),
                Scenario.of(
                        "forwarder-failpoint",
                        "forwarder",
                        "dies between confirm and acknowledgement",
                        "duplicates dropped > 0",
                        stage -> {
                            failpoint(stage, "forwarder-" + stage.region(), "FORWARDER_FAILPOINT=after_confirm");
                            stage.dropsAtLeast(1);
                        }),
                Scenario.of(
                        "warehouse-kill-10",
                        "warehouse",
                        "kill -9 ×10 at random moments",
                        "accounting",
                        CentreScenarios::killTen),
                Scenario.of(
                        "postgres-immediate", "postgres", "stopped immediately (SIGQUIT)", "crash recovery", stage -> {
                            var part = stage.system().part("postgres");
                            stage.faultBegins();
                            stage.say("SIGQUIT postgres");
                            Signals.send("QUIT", part.pid());
                            stage.await("Postgres ends", SOON, () -> !part.isAlive());
                            stage.hold(stage.between(1, 3));
                            stage.up();
                        }),
                Scenario.of(
                        "postgres-backend-kill",
                        "postgres",
                        "kill -9 of a backend of the warehouse",
                        "all backends start over; the warehouse redoes what was open",
                        CentreScenarios::killBackend),
                Scenario.of(
                        "postgres-lock",
                        "postgres",
                        "an exclusive lock on clicks held 8–12 s",
                        "ingestion waits and goes on",
                        CentreScenarios::lock),
                Scenario.of(
                        "postgres-partition",
                        "postgres",
                        "today's partition of watermarks detached and attached again",
                        "no endless retry",
                        CentreScenarios::partition),
                Scenario.of(
                                "postgres-disk-full",
                                "postgres",
                                "its disk is full, then has space again",
                                "backlog, then all is stored",
                                CentreScenarios::diskFull)
                        .needing(NAMESPACE),
                Scenario.of(
                                "postgres-power-cut",
                                "postgres",
                                "power cut: killed, disk as it was last synced",
                                "every acknowledged batch is there",
                                CentreScenarios::powerCut)
                        .needing(NAMESPACE));
    }

    /** A process that dies in its first hand-over, twice; then it may live. */
    private static void failpoint(Stage stage, String name, String setting) throws IOException {
        stage.say(name + " dies at " + setting);
        stage.settings(name, List.of(setting));
        stage.faultBegins();
        boolean died = false;
        try {
            stage.system().up();
        } catch (IllegalStateException _) {
            died = true;
        }
        stage.await(
                name + " dies at its failpoint",
                SOON,
                () -> !stage.system().part(name).isAlive());
        stage.say(died ? "died while starting" : "died after its start");
        Files.delete(stage.system().home().resolve("settings.d").resolve(name + ".env"));
        stage.up();
    }

    private static void killTen(Stage stage) {
        for (int i = 0; i < 10; i++) {
            stage.hold(stage.between(0.2, 2.5));
            stage.kill("warehouse");
            stage.up();
        }
    }

    private static void killBackend(Stage stage) throws SQLException {
        stage.faultBegins();
        for (int i = 0; i < 3; i++) {
            try (var database = stage.system().database();
                    var statement = database.createStatement();
                    var row = statement.executeQuery(
                            "select pid from pg_stat_activity where usename = 'warehouse' order by query_start desc nulls last limit 1")) {
                if (row.next()) {
                    stage.say("kill -9 backend " + row.getLong(1));
                    Signals.send("KILL", row.getLong(1));
                }
            }
            stage.hold(stage.between(2, 4));
        }
        stage.faultEnds();
    }

    private static void lock(Stage stage) throws SQLException {
        try (var database = stage.system().database();
                var statement = database.createStatement()) {
            database.setAutoCommit(false);
            statement.execute("set local lock_timeout = '20s'");
            statement.execute("lock table clicks in access exclusive mode");
            stage.faultBegins();
            stage.say("clicks are locked");
            stage.hold(stage.between(8, 12));
            database.rollback();
            stage.faultEnds();
        }
    }

    private static void partition(Stage stage) throws SQLException {
        try (var database = stage.system().database();
                var statement = database.createStatement()) {
            String name;
            String bound;
            try (var row = statement.executeQuery("""
                    select c.relname, pg_get_expr(c.relpartbound, c.oid)
                    from pg_inherits i
                        join pg_class c on c.oid = i.inhrelid
                    where i.inhparent = 'watermarks'::regclass
                      and c.relname = 'watermarks_p' || to_char(now() at time zone 'UTC', 'YYYYMMDD')
                    """)) {
                row.next();
                name = row.getString(1);
                bound = row.getString(2);
            }
            statement.execute("set lock_timeout = '20s'");
            stage.faultBegins();
            stage.say("detach " + name);
            statement.execute("alter table watermarks detach partition " + name);
            stage.hold(stage.between(3, 5));
            // What the warehouse made in its place moves over; both are the same day.
            statement.execute("""
                    do $$
                    declare made regclass;
                    begin
                        select i.inhrelid::regclass into made
                        from pg_inherits i
                            join pg_class c on c.oid = i.inhrelid
                        where i.inhparent = 'watermarks'::regclass
                          and pg_get_expr(c.relpartbound, c.oid) = %s;
                        if made is not null then
                            execute format('alter table watermarks detach partition %%s', made);
                            execute format('insert into %s select * from %%s', made);
                            execute format('drop table %%s', made);
                        end if;
                        execute 'alter table watermarks attach partition %s ' || %s;
                    end
                    $$
                    """.formatted(quoted(bound), name, name, quoted(bound)));
            stage.faultEnds();
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static Disk onDisk(Stage stage, PartDisk.Making making) throws IOException {
        return PartDisk.under(stage, "postgres", stage.system().part("postgres").dataDir(), making);
    }

    private static void diskFull(Stage stage) throws IOException {
        var disk = onDisk(stage, (folder, used) -> Disk.small(folder, used + 400));
        stage.faultBegins();
        stage.say("fill the disk of Postgres");
        disk.fill();
        stage.hold(stage.between(6, 10));
        stage.say("Postgres " + (stage.system().part("postgres").isAlive() ? "lives" : "has ended"));
        disk.free();
        stage.up();
    }

    private static void powerCut(Stage stage) throws IOException {
        var disk = onDisk(stage, (folder, used) -> Disk.image(folder, used + used / 4 + 512));
        stage.hold(stage.between(3, 5));
        PartDisk.cutPower(stage, "postgres", disk);
        stage.thaw();
        stage.up();
    }
}
