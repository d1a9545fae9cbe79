package io.clickway.warehouse.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.JsonProblems;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads an import's drafts from a JSON array, NDJSON or CSV. The first text that cannot be read ends it, naming its line. */
final class ImportReader {

    /** More than this must be sent in parts. */
    static final int MAX_LINKS = 200_000;

    private static final Set<String> COLUMNS =
            Set.of("slug", "url", "campaign", "domain", "starts_at", "expires_at", "fallback_url", "passes_query");

    private final ObjectMapper json;

    ImportReader(ObjectMapper json) {
        this.json = json;
    }

    List<NumberedDraft> array(InputStream body) throws IOException {
        var drafts = new ArrayList<NumberedDraft>();
        try (var parser = json.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw ProblemException.of(ProblemCode.MALFORMED_JSON, "The body must be a JSON array of links.");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int number = drafts.size() + 1;
                try {
                    add(drafts, number, json.readValue(parser, LinkDraft.class));
                } catch (JsonProcessingException unreadable) {
                    throw inLine(unreadable, number);
                }
            }
        } catch (JsonProcessingException unreadable) {
            throw JsonProblems.of(unreadable);
        }
        return drafts;
    }

    List<NumberedDraft> lines(InputStream body) throws IOException {
        var drafts = new ArrayList<NumberedDraft>();
        try (var text = reader(body)) {
            int number = 0;
            for (var line = text.readLine(); line != null; line = text.readLine()) {
                number++;
                if (!line.isBlank()) {
                    try {
                        add(drafts, number, json.readValue(line, LinkDraft.class));
                    } catch (JsonProcessingException unreadable) {
                        throw inLine(unreadable, number);
                    }
                }
            }
        }
        return drafts;
    }

    List<NumberedDraft> csv(InputStream body) throws IOException {
        var drafts = new ArrayList<NumberedDraft>();
        try (var text = reader(body)) {
            var records = new CsvRecords(text);
            var header = records.next()
                    .orElseThrow(() -> ProblemException.invalid("body", "has no header line such as slug,url,campaign"))
                    .fields();
            for (var column : header) {
                if (!COLUMNS.contains(column)) {
                    throw refusal(1, column, "is unknown; known are " + String.join(", ", new TreeSet<>(COLUMNS)));
                }
            }
            for (var next = records.next(); next.isPresent(); next = records.next()) {
                var row = next.get();
                if (row.fields().size() != header.size()) {
                    throw refusal(
                            row.line(), "body", "has " + row.fields().size() + " fields, the header " + header.size());
                }
                add(drafts, row.line(), draft(row.line(), header, row.fields()));
            }
        }
        return drafts;
    }

    private static LinkDraft draft(int line, List<String> header, List<String> fields) {
        return new LinkDraft(
                field(header, fields, "slug"),
                given(header, fields, "url"),
                field(header, fields, "campaign"),
                field(header, fields, "domain"),
                time(line, header, fields, "starts_at"),
                time(line, header, fields, "expires_at"),
                given(header, fields, "fallback_url"),
                truth(line, header, fields, "passes_query"));
    }

    /** An empty field of these is none. */
    private static @Nullable String given(List<String> header, List<String> fields, String column) {
        var field = field(header, fields, column);
        return field == null || field.isEmpty() ? null : field;
    }

    private static @Nullable Instant time(int line, List<String> header, List<String> fields, String column) {
        var text = given(header, fields, column);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            throw refusal(line, column, "is no time such as 2026-11-30T12:00:00Z");
        }
    }

    private static @Nullable Boolean truth(int line, List<String> header, List<String> fields, String column) {
        var text = given(header, fields, column);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refusal(line, column, "must be true or false");
        };
    }

    private static @Nullable String field(List<String> header, List<String> fields, String column) {
        int at = header.indexOf(column);
        return at < 0 ? null : fields.get(at);
    }

    private static void add(List<NumberedDraft> drafts, int line, @Nullable LinkDraft draft) {
        if (draft == null) {
            throw refusal(line, "body", "must be a JSON object");
        }
        if (drafts.size() == MAX_LINKS) {
            throw ProblemException.of(
                    ProblemCode.TOO_LARGE, "One import takes " + MAX_LINKS + " links; send the rest in another.");
        }
        drafts.add(new NumberedDraft(line, draft));
    }

    private static ProblemException inLine(JsonProcessingException unreadable, int number) {
        var errors = JsonProblems.of(unreadable).problem().errors();
        return errors.isEmpty()
                ? refusal(number, "body", "is no valid JSON object with the fields of a link")
                : refusal(number, errors.getFirst().field(), errors.getFirst().message());
    }

    private static ProblemException refusal(int line, String field, String message) {
        return ProblemException.of(ProblemCode.INVALID, List.of(new FieldProblem(field, message).inLine(line)));
    }

    private static BufferedReader reader(InputStream body) {
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }
}
