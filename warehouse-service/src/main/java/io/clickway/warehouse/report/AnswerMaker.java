package io.clickway.warehouse.report;

import io.clickway.warehouse.ledger.RegionCompleteness;
import io.clickway.warehouse.report.ReportAnswer.RegionState;
import io.clickway.warehouse.report.ReportSource.OfCubes;
import io.clickway.warehouse.report.ReportSource.OfRaw;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a report's rows together with what is to be known of them. */
final class AnswerMaker {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS]xxx");

    private final ReportQuery query;
    private final ReportRows read;

    private AnswerMaker(ReportQuery query, ReportRows read) {
        this.query = query;
        this.read = read;
    }

    static ReportAnswer answer(ReportQuery query, ReportRows read, List<RegionCompleteness> completeness) {
        return new AnswerMaker(query, read).answer(completeness);
    }

    /** {@code eu complete to 2026-11-22T10:00:00+00:00, 0 missing, 0 uncertain; us …} for formats that have rows only. */
    static String inOneLine(List<RegionState> completeness) {
        var line = new StringBuilder();
        for (var region : completeness) {
            line.append(line.isEmpty() ? "" : "; ")
                    .append("%s complete to %s, %d missing, %d uncertain"
                            .formatted(
                                    region.region(),
                                    region.completeTo() == null ? "nothing" : region.completeTo(),
                                    region.missing(),
                                    region.uncertain()));
        }
        return line.toString();
    }

    private ReportAnswer answer(List<RegionCompleteness> completeness) {
        return new ReportAnswer(
                query.columns(),
                read.rows(),
                told(read.total()),
                read.isTruncated() ? told(read.others()) : null,
                read.groups(),
                read.isTruncated(),
                read.source().text(),
                read.source().cube().isEmpty() ? null : read.source().cube(),
                time(query.range().from(), query.zone()),
                time(query.range().to(), query.zone()),
                query.zone().getId(),
                query.asksForVisitors()
                        ? (read.source() instanceof OfCubes ? read.stock().visitorsError() : 0.0)
                        : null,
                query.asksForVisitors() ? scope() : null,
                notes(),
                completeness.stream().map(region -> state(region, query.zone())).toList());
    }

    private Map<String, @Nullable Object> told(Figures figures) {
        var told = new LinkedHashMap<String, @Nullable Object>();
        for (var measure : query.measures()) {
            boolean isKnown =
                    figures.visitors() != null || measure != Measure.VISITORS && measure != Measure.VISITORS_EXACT;
            if (isKnown) {
                told.put(measure.text(), measure.of(figures, read.total()));
            }
        }
        return told;
    }

    private String scope() {
        int days = read.stock().visitorDays();
        var scope = "a visitor is one pseudonym, kept for " + (days == 1 ? "a day" : days + " days");
        boolean isLonger =
                Duration.between(read.range().from(), read.range().to()).compareTo(Duration.ofDays(days)) > 0;
        if (isLonger) {
            scope += "; who comes again later than that counts again, so a longer time is a "
                    + (days == 1 ? "sum over days" : "sum over " + days + " days each");
        }
        return read.stock().allowsCookie() ? scope + "; a first-party cookie, where it is set, keeps it longer" : scope;
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        if (read.hasMixedCost()) {
            notes.add("costs of several currencies have no sum: ask for by=currency as well, or where=currency:EUR");
        }
        if (read.source() instanceof OfRaw && query.range().from().isEmpty()) {
            read.stock()
                    .rawFrom()
                    .filter(from -> !read.range().from().isBefore(from))
                    .filter(from -> read.stock()
                            .first()
                            .filter(first -> first.isBefore(from))
                            .isPresent())
                    .ifPresent(from -> notes.add("counted in raw clicks, which are kept from "
                            + TIME.format(from.atZone(query.zone())) + " on"));
        }
        return notes;
    }

    private static RegionState state(RegionCompleteness region, ZoneId zone) {
        return new RegionState(
                region.region(),
                time(region.completeTo(), zone),
                region.missing(),
                region.inFlight(),
                region.uncertain(),
                region.oldestUnforwardedSeconds(),
                region.clockSkewSeconds().orElse(null));
    }

    private static @Nullable String time(Optional<Instant> moment, ZoneId zone) {
        return moment.map(at -> at.atZone(zone).format(TIME)).orElse(null);
    }
}
