package io.clickway.warehouse.domain;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Ids;
import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.http.Page;
import io.clickway.warehouse.http.Paging;
import io.clickway.warehouse.http.Versions;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Domains of the key's domain. A path takes the id or the name. */
@Path("/api/domains")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "domains")
public class DomainResource {

    private final Caller caller;
    private final Drafts drafts;

    DomainResource(Caller caller, Drafts drafts) {
        this.caller = caller;
        this.drafts = drafts;
    }

    @GET
    @Operation(summary = "Lists domains")
    @Transactional
    public Page<DomainView> list(@BeanParam Paging paging) {
        var live = Domain.live(caller.workspaceId());
        var found = live.range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
        return Page.of(found, live.count(), paging, DomainView::of);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Creates a domain")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag are set")
    @APIResponse(responseCode = "409", description = "The name is taken")
    @Transactional
    public Response create(@Nullable DomainDraft body) {
        var draft = drafts.checked(body);
        var domain = new Domain();
        domain.workspaceId = caller.workspaceId();
        apply(domain, draft);
        domain.createdAt = domain.updatedAt;
        domain.persistAndFlush();
        return Response.created(URI.create("/api/domains/" + domain.id))
                .tag(Versions.tag(domain.version))
                .entity(DomainView.of(domain))
                .build();
    }

    @GET
    @Path("{key}")
    @Operation(summary = "Shows a domain by id or name")
    @APIResponseSchema(value = DomainView.class, responseCode = "200")
    @Transactional
    public Response get(@PathParam("key") String key) {
        return answer(find(key));
    }

    @PATCH
    @Path("{key}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Changes the given fields", description = "RFC 7396; If-Match is honoured when sent")
    @APIResponseSchema(value = DomainView.class, responseCode = "200")
    @APIResponse(responseCode = "412", description = "If-Match names another version")
    @Transactional
    public Response change(
            @PathParam("key") String key,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = DomainDraft.class))) @Nullable
                    JsonNode patch) {
        var domain = find(key);
        Versions.requireMatch(ifMatch, domain.version);
        var draft = drafts.patched(new DomainDraft(domain.name), patch, DomainDraft.class);
        apply(domain, draft);
        domain.persistAndFlush();
        return answer(domain);
    }

    @DELETE
    @Path("{key}")
    @Operation(summary = "Archives a domain without live links; its name is free again")
    @APIResponse(responseCode = "204", description = "Archived")
    @APIResponse(responseCode = "409", description = "It still has live links")
    @Transactional
    public void archive(@PathParam("key") String key, @HeaderParam("If-Match") @Nullable String ifMatch) {
        var domain = find(key);
        Versions.requireMatch(ifMatch, domain.version);
        requireNoLinks(domain);
        domain.archivedAt = Moment.now();
        domain.flush();
    }

    private Domain find(String key) {
        return Domain.liveById(caller.workspaceId(), Ids.parse(key))
                .or(() -> Domain.liveByName(key).filter(domain -> domain.workspaceId == caller.workspaceId()))
                .orElseThrow(() -> ProblemException.notFound("domain with this id or name"));
    }

    private static void requireNoLinks(Domain domain) {
        long links = Domain.getEntityManager()
                .createQuery(
                        "select count(l) from Link l where l.domain = :domain and l.archivedAt is null", Long.class)
                .setParameter("domain", domain.name)
                .getSingleResult();
        if (links > 0) {
            throw ProblemException.of(ProblemCode.IN_USE, "It still has " + links + " live links; delete them first.");
        }
    }

    private static void apply(Domain domain, DomainDraft draft) {
        var name = Objects.requireNonNull(draft.name());
        if (name.equals(domain.name)) {
            return;
        }
        Domain.liveByName(name).ifPresent(other -> {
            throw ProblemException.of(ProblemCode.DUPLICATE, List.of(new FieldProblem("name", "is taken already")));
        });
        requireNoLinks(domain);
        domain.name = name;
        domain.updatedAt = Moment.now();
    }

    private static Response answer(Domain domain) {
        return Response.ok(DomainView.of(domain))
                .tag(Versions.tag(domain.version))
                .build();
    }
}
