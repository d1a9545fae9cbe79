package io.clickway.warehouse.console;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.books.FaultList;
import io.clickway.warehouse.books.QuarantineCount;
import io.clickway.warehouse.books.RegionBooks;
import io.clickway.warehouse.ledger.LedgerBooks;
import io.clickway.warehouse.lookup.ClickStore;
import io.clickway.warehouse.lookup.LatestClick;
import io.clickway.warehouse.publish.ConfigLiveness;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Makes the overview, at most once a second: a wall of screens asks the database no more often than one. */
@ApplicationScoped
class OverviewMaker {

    private static final Duration FRESH = Duration.ofMillis(900);
    private static final Duration JUST_NOW = Duration.ofSeconds(2);
    private static final int MINUTES = 60;
    private static final int LATEST = 15;
    private static final int FAULTS = 10;

    private final AgroalDataSource database;
    private final LedgerBooks ledger;
    private final ConfigLiveness config;
    private final ClickStore clicks;
    private final FaultList faults;
    private final QuarantineCount quarantine;
    private final List<String> regions;
    private final Instant startedAt =
            ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    private @Nullable Overview last;

    OverviewMaker(
            AgroalDataSource database,
            LedgerBooks ledger,
            ConfigLiveness config,
            ClickStore clicks,
            FaultList faults,
            QuarantineCount quarantine,
            @ConfigProperty(name = "warehouse.regions") List<String> regions) {
        this.database = database;
        this.ledger = ledger;
        this.config = config;
        this.clicks = clicks;
        this.faults = faults;
        this.quarantine = quarantine;
        this.regions = regions;
    }

    synchronized Overview overview() throws SQLException {
        var now = Instant.now();
        if (last == null || last.at().plus(FRESH).isBefore(now)) {
            last = make(now);
        }
        return last;
    }

    private Overview make(Instant now) throws SQLException {
        var minutesFrom = now.truncatedTo(ChronoUnit.MINUTES).minus(MINUTES - 1, ChronoUnit.MINUTES);
        var books = ledger.regions().stream().map(RegionBooks::of).toList();
        return new Overview(
                now,
                startedAt,
                config.status(),
                books,
                new Overview.Books(
                        books.stream().allMatch(RegionBooks::balances) && !faults.lasts("books-differ"),
                        quarantine.kept()),
                minutesFrom,
                minutes(minutesFrom),
                latest(now),
                faults.newest(FAULTS, 0));
    }

    private List<Overview.Minutes> minutes(Instant from) throws SQLException {
        var query = """
                select region, minute_at, clicks
                from clicks_per_minute
                where minute_at >= ?
                """;
        var figures = new TreeMap<String, long[]>();
        regions.forEach(region -> figures.put(region, new long[MINUTES]));
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            statement.setObject(1, from.atOffset(ZoneOffset.UTC));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var minuteAt = row.getObject(2, OffsetDateTime.class).toInstant();
                    // An edge whose clock is ahead is already in the next minute.
                    int minute = (int) Math.min(MINUTES - 1, ChronoUnit.MINUTES.between(from, minuteAt));
                    figures.computeIfAbsent(row.getString(1), _ -> new long[MINUTES])[minute] += row.getLong(3);
                }
            }
        }
        return figures.entrySet().stream()
                .map(region -> new Overview.Minutes(
                        region.getKey(),
                        Arrays.stream(region.getValue()).boxed().toList()))
                .toList();
    }

    /** Under load two seconds hold enough; else the minutes tell how far back to look, so that no day is read in vain. */
    private List<LatestClick> latest(Instant now) throws SQLException {
        var justNow = clicks.latest(now.minus(JUST_NOW), LATEST);
        if (justNow.size() == LATEST) {
            return justNow;
        }
        var from = minuteWithLatest();
        return from == null ? justNow : clicks.latest(from, LATEST);
    }

    private @Nullable Instant minuteWithLatest() throws SQLException {
        var query = """
                with minutes as (
                    select minute_at, sum(clicks) as clicks, sum(sum(clicks)) over (order by minute_at desc) as running
                    from clicks_per_minute
                    group by minute_at
                )
                select min(minute_at)
                from minutes
                where running - clicks < ?
                """;
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            statement.setInt(1, LATEST);
            try (var row = statement.executeQuery()) {
                row.next();
                var from = row.getObject(1, OffsetDateTime.class);
                return from == null ? null : from.toInstant();
            }
        }
    }
}
