package io.clickway.warehouse.problem;

import java.util.Locale;

/** Every way in which the API says no. */
public enum ProblemCode {
    MALFORMED_JSON(400, "The body is no valid JSON"),
    INVALID(400, "The request is not valid"),
    UNAUTHORIZED(401, "An API key is needed"),
    FORBIDDEN(403, "The API key does not allow this"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer cannot be given in an accepted form"),
    DUPLICATE(409, "It exists already"),
    IN_USE(409, "It is still in use"),
    CONFLICT(409, "Its state does not allow this"),
    PRECONDITION_FAILED(412, "It was changed in between"),
    TOOK_TOO_LONG(408, "It took too long"),
    TOO_LARGE(413, "The request is too large"),
    ANSWER_TOO_LARGE(413, "The answer is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's media type is not supported"),
    UNPUBLISHABLE(422, "The configuration can't be published"),
    UNANSWERABLE(422, "The question can't be answered"),
    TOO_MANY(429, "Too many at once"),
    REFUSED(400, "The request was refused"),
    UNAVAILABLE(503, "Not available at the moment"),
    INTERNAL(500, "Something went wrong here");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    String title() {
        return title;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
