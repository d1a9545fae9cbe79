package io.clickway.warehouse.http;

import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which part of a list: {@code limit} from 1 to 1,000 (100 when left out) items from {@code offset} on. */
public class Paging {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_OFFSET = 100_000_000;

    @QueryParam("limit")
    @Parameter(description = "Items of the page, 1 to 1000; 100 when left out.")
    @Nullable
    String limit;

    @QueryParam("offset")
    @Parameter(description = "How many items to leave out at the front; 0 when left out.")
    @Nullable
    String offset;

    public int limit() {
        return number("limit", limit, DEFAULT_LIMIT, 1, MAX_LIMIT);
    }

    public int offset() {
        return number("offset", offset, 0, 0, MAX_OFFSET);
    }

    /** A query parameter that is a number in a range; refused with 400 when it is anything else. */
    public static int number(String name, @Nullable String text, int otherwise, int least, int most) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // refused below, like a number out of range
        }
        throw ProblemException.invalid(name, "must be a number from " + least + " to " + most);
    }
}
