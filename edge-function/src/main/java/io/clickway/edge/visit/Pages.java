package io.clickway.edge.visit;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The pages of an edge that are no clicks; never counted. */
@Path("/")
public class Pages {

    /** For whoever looks at the bare domain. */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public String root() {
        return "This host redirects links.\n";
    }

    /** Asks crawlers to stay away: what they fetch would count as a bot's click. */
    @GET
    @Path("robots.txt")
    @Produces(MediaType.TEXT_PLAIN)
    public String robots() {
        return "User-agent: *\nDisallow: /\n";
    }

    /** There is none; browsers stop asking for a day. */
    @GET
    @Path("favicon.ico")
    public Response icon() {
        return Response.noContent()
                .header("Cache-Control", "public, max-age=86400")
                .build();
    }
}
