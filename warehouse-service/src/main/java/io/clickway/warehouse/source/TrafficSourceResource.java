package io.clickway.warehouse.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.warehouse.access.Caller;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.http.Ids;
import io.clickway.warehouse.http.InUse;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Traffic sources of the key's workspace. A path takes the id or the slug. */
@Path("/api/sources")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "traffic sources")
public class TrafficSourceResource {

    private static final TypeReference<List<SourceParameterDraft>> PARAMETERS = new TypeReference<>() {};

    /** Stands where a link's domain is any host. */
    private static final String YOUR_DOMAIN = "YOUR-DOMAIN";

    private final Caller caller;
    private final Drafts drafts;
    private final ObjectMapper json;

    TrafficSourceResource(Caller caller, Drafts drafts, ObjectMapper json) {
        this.caller = caller;
        this.drafts = drafts;
        this.json = json;
    }

    /** A well-known source's parameters. */
    public record Template(String template, List<SourceParameterDraft> parameters) {

        public Template {
            parameters = List.copyOf(parameters);
        }
    }

    @GET
    @Operation(summary = "Lists traffic sources")
    @Transactional
    public Page<TrafficSourceView> list(@BeanParam Paging paging, @QueryParam("slug") @Nullable String slug) {
        var live = slug == null
                ? TrafficSource.live(caller.workspaceId())
                : TrafficSource.liveWithSlug(caller.workspaceId(), slug);
        var found = live.range(paging.offset(), paging.offset() + paging.limit() - 1)
                .list();
        return Page.of(found, live.count(), paging, this::view);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Creates a traffic source",
            description = "template (google, microsoft, meta, tiktok) gives its parameters when they are left out")
    @APIResponse(responseCode = "201", description = "Created; Location and ETag are set")
    @APIResponse(responseCode = "400", description = "A field is missing or not valid; the problem names it")
    @APIResponse(responseCode = "409", description = "The slug is taken")
    @Transactional
    public Response create(@Nullable TrafficSourceDraft body) {
        var draft = withTemplate(drafts.checked(body));
        var source = new TrafficSource();
        source.workspaceId = caller.workspaceId();
        apply(source, draft);
        source.createdAt = source.updatedAt;
        source.persistAndFlush();
        return Response.created(URI.create("/api/sources/" + source.id))
                .tag(Versions.tag(source.version))
                .entity(view(source))
                .build();
    }

    @GET
    @Path("templates")
    @Operation(summary = "Lists the parameters of well-known sources")
    public List<Template> templates() {
        var templates = new ArrayList<Template>();
        for (var template : SourceTemplate.values()) {
            templates.add(new Template(template.code(), template.parameters()));
        }
        return templates;
    }

    @GET
    @Path("{key}")
    @Operation(summary = "Shows a traffic source by id or slug")
    @APIResponseSchema(value = TrafficSourceView.class, responseCode = "200")
    @Transactional
    public Response get(@PathParam("key") String key) {
        return answer(find(key));
    }

    @GET
    @Path("{key}/url")
    @Operation(
            summary = "Gives the URL of a link to paste into the source, with the source's placeholders",
            description = "A link on any host stands with YOUR-DOMAIN; its id is as good as its slug")
    @Transactional
    public TrackingUrl url(
            @PathParam("key") String key,
            @QueryParam("link") @Parameter(description = "A link's id or slug") @Nullable String link) {
        var source = find(key);
        if (link == null || link.isBlank()) {
            throw ProblemException.invalid("link", "is missing; give a link's id or slug");
        }
        // Asked by name: links know campaigns, which know sources.
        var found = TrafficSource.getEntityManager()
                .createQuery("""
                        select l.domain, l.slug, c.sourceId, c.slug
                        from Link l
                        join Campaign c on c.id = l.campaignId
                        where l.workspaceId = :workspace and (l.id = :id or l.slug = :slug) and l.archivedAt is null
                        order by case when l.id = :id then 0 else 1 end, l.id
                        """, Object[].class)
                .setParameter("workspace", caller.workspaceId())
                .setParameter("id", Ids.parse(link))
                .setParameter("slug", link)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("link with this id or slug"));
        var notes = new ArrayList<String>();
        if (!Objects.equals(found[2], source.id)) {
            notes.add("Campaign " + found[3] + " of this link does not have this source; its cost parameter and subs"
                    + " are read only when it has.");
        }
        var domain = String.valueOf(found[0]);
        boolean isAny = domain.equals("*");
        if (isAny) {
            notes.add("The link answers on any host: put yours for " + YOUR_DOMAIN + ".");
        }
        return TrackingUrl.of(isAny ? YOUR_DOMAIN : domain, String.valueOf(found[1]), parameters(source), notes);
    }

    @PATCH
    @Path("{key}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @Operation(summary = "Changes the given fields", description = "RFC 7396; If-Match is honoured when sent")
    @APIResponseSchema(value = TrafficSourceView.class, responseCode = "200")
    @APIResponse(responseCode = "412", description = "If-Match names another version")
    @Transactional
    public Response change(
            @PathParam("key") String key,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(content = @Content(schema = @Schema(implementation = TrafficSourceDraft.class))) @Nullable
                    JsonNode patch) {
        var source = find(key);
        Versions.requireMatch(ifMatch, source.version);
        var current = new TrafficSourceDraft(
                source.slug, source.name, parameters(source), source.costParameter, source.currency, null);
        var draft = drafts.patched(current, patch, TrafficSourceDraft.class);
        if (!draft.equals(current)) {
            apply(source, draft);
            source.persistAndFlush();
        }
        return answer(source);
    }

    @DELETE
    @Path("{key}")
    @Operation(summary = "Archives a traffic source that no campaign has; old clicks keep its name")
    @APIResponse(responseCode = "204", description = "Archived")
    @APIResponse(responseCode = "409", description = "Campaigns still have it; the problem names them")
    @Transactional
    public void archive(@PathParam("key") String key, @HeaderParam("If-Match") @Nullable String ifMatch) {
        var source = find(key);
        Versions.requireMatch(ifMatch, source.version);
        var users = TrafficSource.getEntityManager()
                .createQuery("""
                        select concat('campaign ', c.slug)
                        from Campaign c
                        where c.sourceId = :source and c.archivedAt is null
                        order by c.slug
                        """, String.class)
                .setParameter("source", source.id)
                .getResultList();
        InUse.refuse(users, "give them another source or none first");
        source.archivedAt = Moment.now();
        source.flush();
    }

    private TrafficSource find(String key) {
        return TrafficSource.liveById(caller.workspaceId(), Ids.parse(key))
                .or(() -> TrafficSource.liveBySlug(caller.workspaceId(), key))
                .orElseThrow(() -> ProblemException.notFound("traffic source with this id or slug"));
    }

    private static TrafficSourceDraft withTemplate(TrafficSourceDraft draft) {
        if (draft.template() == null) {
            return draft;
        }
        var template = SourceTemplate.of(draft.template())
                .orElseThrow(
                        () -> ProblemException.invalid("template", "is unknown; known are " + SourceTemplate.codes()));
        return new TrafficSourceDraft(
                draft.slug(),
                draft.name(),
                draft.parameters() == null ? template.parameters() : draft.parameters(),
                draft.costParameter(),
                draft.currency(),
                null);
    }

    private void apply(TrafficSource source, TrafficSourceDraft draft) {
        var slug = Objects.requireNonNull(draft.slug());
        if (draft.template() != null) {
            throw ProblemException.invalid("template", "is only for a source that is created");
        }
        if (slug.equals("templates")) {
            throw ProblemException.invalid("slug", "is reserved: /api/sources/templates lists the templates");
        }
        TrafficSource.liveBySlug(source.workspaceId, slug)
                .filter(other -> other.id != source.id)
                .ifPresent(other -> {
                    throw ProblemException.of(
                            ProblemCode.DUPLICATE, List.of(new FieldProblem("slug", "is taken by source " + other.id)));
                });
        refuseRepeated(draft.parametersOrNone());
        source.slug = slug;
        source.name = Objects.requireNonNull(draft.name());
        source.parameters = text(draft.parametersOrNone());
        source.costParameter = draft.costParameter();
        source.currency = draft.currency();
        source.updatedAt = Moment.now();
    }

    private static void refuseRepeated(List<SourceParameterDraft> parameters) {
        var errors = new ArrayList<FieldProblem>();
        var names = new HashSet<String>();
        var subs = new HashMap<Integer, Integer>();
        for (int i = 0; i < parameters.size(); i++) {
            var parameter = parameters.get(i);
            if (!names.add(String.valueOf(parameter.name()))) {
                errors.add(new FieldProblem("parameters[" + i + "].name", "stands twice"));
            }
            if (parameter.sub() != null) {
                var before = subs.putIfAbsent(parameter.sub(), i);
                if (before != null) {
                    errors.add(new FieldProblem("parameters[" + i + "].sub", "is that of parameters[" + before + "]"));
                }
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID, errors);
        }
    }

    private TrafficSourceView view(TrafficSource source) {
        return TrafficSourceView.of(source, parameters(source));
    }

    private List<SourceParameterDraft> parameters(TrafficSource source) {
        try {
            return json.readValue(source.parameters, PARAMETERS);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("parameters of source " + source.id + " can't be read", damaged);
        }
    }

    private String text(List<SourceParameterDraft> parameters) {
        try {
            return json.writeValueAsString(parameters);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Response answer(TrafficSource source) {
        return Response.ok(view(source)).tag(Versions.tag(source.version)).build();
    }
}
