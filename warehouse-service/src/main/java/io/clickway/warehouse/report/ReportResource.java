package io.clickway.warehouse.report;

import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.ledger.LedgerBooks;
import io.clickway.warehouse.report.ReportAnswer.RegionState;
import io.clickway.warehouse.report.ReportQuery.Format;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/report}: exact and live counts of clicks. An operator's key counts every workspace, others their own. */
@Path("/api/report")
@Tag(name = "reports")
public class ReportResource {

    private static final String CSV = "text/csv";

    private final Caller caller;
    private final ReportStore store;
    private final LedgerBooks books;

    ReportResource(Caller caller, ReportStore store, LedgerBooks books) {
        this.caller = caller;
        this.store = store;
        this.books = books;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, CSV})
    @Operation(
            summary = "Counts clicks",
            description = "Only non-empty groups are rows; with no 'by' there is one row, or none when nothing was"
                    + " clicked. Sorted by time ascending, then clicks descending, unless 'sort' says otherwise.")
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description =
                    "Start, included: 2026-11-22T10:00:00Z, with an offset, or local to tz. Absent: from the first")
    @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            description = "End, excluded; written like from. Absent: to the last")
    @Parameter(
            name = "tz",
            in = ParameterIn.QUERY,
            description = "IANA zone of days, hours and the answer; UTC if absent")
    @Parameter(
            name = "by",
            in = ParameterIn.QUERY,
            description = "Dimensions, comma separated: hour, day, week, month, link, campaign, workspace, country,"
                    + " region, verdict; and from raw clicks edge, device, os, browser, language, sub1 to sub10")
    @Parameter(name = "measures", in = ParameterIn.QUERY, description = "clicks")
    @Parameter(
            name = "where",
            in = ParameterIn.QUERY,
            description = "dimension:value, e.g. verdict:human,suspect. Values of one dimension are alternatives;"
                    + " several dimensions, by comma or by repeating where, must all hold")
    @Parameter(name = "sort", in = ParameterIn.QUERY, description = "Columns, each with - in front for descending")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Rows, 1 to 100000; 10000 if absent")
    @Parameter(name = "format", in = ParameterIn.QUERY, description = "json or csv; otherwise what Accept asks for")
    @APIResponse(
            responseCode = "200",
            description = "The counts",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ReportAnswer.class)))
    @APIResponse(
            responseCode = "400",
            description = "Something in the query is unknown; the problem says what there is")
    @APIResponse(responseCode = "503", description = "Too many reports at once, or this one took over 30 seconds")
    public Response report(@Context UriInfo uri, @Context HttpHeaders headers) throws SQLException {
        var query = ReportQueryParser.parse(uri.getQueryParameters(), format(headers));
        // Before the rows: what the books vouch for is then certainly among them.
        var completeness = completeness(query.zone());
        var workspace = caller.isOperator() ? Optional.<Integer>empty() : Optional.of(caller.workspaceId());
        var rows = store.run(query, workspace);
        var columns = new ArrayList<>(query.by().stream().map(Dimension::text).toList());
        columns.add(ReportQuery.CLICKS);
        return switch (query.format()) {
            case CSV ->
                Response.ok(Csv.write(columns, rows.rows()), CSV + "; charset=utf-8; header=present")
                        .build();
            case JSON ->
                Response.ok(answer(query, columns, rows, completeness), MediaType.APPLICATION_JSON)
                        .build();
        };
    }

    private static ReportAnswer answer(
            ReportQuery query, List<String> columns, ReportRows rows, List<RegionState> completeness) {
        return new ReportAnswer(
                columns,
                rows.rows(),
                Map.of(ReportQuery.CLICKS, rows.totalClicks()),
                rows.groups(),
                rows.isTruncated(),
                query.needsRaw() ? "raw" : "rollup",
                time(query.range().from(), query.zone()),
                time(query.range().to(), query.zone()),
                query.zone().getId(),
                completeness);
    }

    private List<RegionState> completeness(ZoneId zone) throws SQLException {
        return books.completeness().stream()
                .map(region -> new RegionState(
                        region.region(),
                        time(region.completeTo(), zone),
                        region.missing(),
                        region.inFlight(),
                        region.uncertain(),
                        region.oldestUnforwardedSeconds(),
                        region.clockSkewSeconds().orElse(null)))
                .toList();
    }

    private static @Nullable String time(Optional<Instant> moment, ZoneId zone) {
        return moment.map(at -> at.atZone(zone).format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss[.SSS]xxx")))
                .orElse(null);
    }

    private static Format format(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                        .findFirst()
                        .map(Object::toString)
                        .orElse("")
                        .startsWith(CSV)
                ? Format.CSV
                : Format.JSON;
    }
}
