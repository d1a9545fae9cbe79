package io.clickway.warehouse.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.ledger.LedgerBooks;
import io.clickway.warehouse.report.ReportQuery.Format;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/report}: exact and live figures of clicks. An operator's key counts every workspace, others their own. */
@Path("/api/report")
@Tag(name = "reports")
public class ReportResource {

    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";

    private final Caller caller;
    private final ReportStore store;
    private final LedgerBooks books;
    private final ObjectMapper json;

    ReportResource(Caller caller, ReportStore store, LedgerBooks books, ObjectMapper json) {
        this.caller = caller;
        this.store = store;
        this.books = books;
        this.json = json;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, CSV, NDJSON})
    @Operation(
            summary = "Counts clicks",
            description = "Only non-empty groups are rows; with no 'by' there is one row, or none when nothing was"
                    + " clicked. Sorted by time ascending, then clicks descending, unless 'sort' says otherwise."
                    + " Answered exactly from the cheapest rollup that can, else from raw clicks; 'source' says which.")
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
            description = "Dimensions, comma separated: hour, day, week, month, hour_of_week (0 is Monday from"
                    + " midnight), link, campaign, source, offer, lander, rule, workspace, country, continent, region,"
                    + " edge, subdivision, city, asn, device, os, browser, language, referrer_host, verdict, currency,"
                    + " sub1 to sub10, utm_source, utm_medium, utm_campaign, utm_content, utm_term")
    @Parameter(
            name = "measures",
            in = ParameterIn.QUERY,
            description = "clicks, visitors (with a stated error), visitors_exact, bots, share (of all clicks of the"
                    + " answer), cost, change (of clicks against the period of equal length before; needs from and to);"
                    + " clicks if absent")
    @Parameter(
            name = "where",
            in = ParameterIn.QUERY,
            description =
                    "A condition: country:DE,AT and not (device:tablet or os:\"Mac OS\"). Values of one dimension are"
                            + " alternatives; a comma before another dimension, or another where, means and")
    @Parameter(name = "sort", in = ParameterIn.QUERY, description = "Columns, each with - in front for descending")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Rows, 1 to 100000; 10000 if absent")
    @Parameter(
            name = "format",
            in = ParameterIn.QUERY,
            description = "json, csv or ndjson; otherwise what Accept asks for")
    @APIResponse(
            responseCode = "200",
            description = "The counts",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ReportAnswer.class)))
    @APIResponse(
            responseCode = "400",
            description = "Something in the query is unknown; the problem says what there is")
    @APIResponse(
            responseCode = "422",
            description = "It can't be answered exactly any more, because what it needs isn't kept so long; the problem"
                    + " says what can be asked instead")
    @APIResponse(responseCode = "503", description = "Too many reports at once, or this one took over 30 seconds")
    public Response report(@Context UriInfo uri, @Context HttpHeaders headers) throws SQLException {
        var query = ReportQueryParser.parse(uri.getQueryParameters(), format(headers));
        // Before the rows: what the books vouch for is then certainly among them.
        var completeness = books.completeness();
        var workspace = caller.isOperator() ? Optional.<Integer>empty() : Optional.of(caller.workspaceId());
        var answer = AnswerMaker.answer(query, store.run(query, workspace), completeness);
        return switch (query.format()) {
            case JSON -> Response.ok(answer, MediaType.APPLICATION_JSON).build();
            case CSV ->
                lines(
                        answer,
                        CSV + "; charset=utf-8; header=present",
                        to -> Csv.write(answer.columns(), answer.rows(), to));
            case NDJSON -> lines(answer, NDJSON, to -> objects(answer, to));
        };
    }

    private interface Lines {
        void write(Writer to) throws IOException;
    }

    /** The connection to the database is given back already: a caller who reads slowly holds nobody up. */
    private static Response lines(ReportAnswer answer, String type, Lines lines) {
        StreamingOutput body = output -> {
            try (var to = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8))) {
                lines.write(to);
            }
        };
        return Response.ok(body, type)
                .header("Clickway-Source", answer.source())
                .header("Clickway-Groups", answer.groups())
                .header("Clickway-Completeness", AnswerMaker.inOneLine(answer.completeness()))
                .build();
    }

    private void objects(ReportAnswer answer, Writer to) throws IOException {
        for (var row : answer.rows()) {
            var object = new LinkedHashMap<String, @Nullable Object>();
            for (int i = 0; i < row.size(); i++) {
                object.put(answer.columns().get(i), row.get(i));
            }
            to.append(json.writeValueAsString(object)).append('\n');
        }
    }

    private static Format format(HttpHeaders headers) {
        var asked = headers.getAcceptableMediaTypes().stream()
                .findFirst()
                .map(Object::toString)
                .orElse("");
        return asked.startsWith(CSV) ? Format.CSV : asked.startsWith(NDJSON) ? Format.NDJSON : Format.JSON;
    }
}
