package io.clickway.warehouse.access;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** What {@code /api/openapi}, which needs no key, says about the API as a whole. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Clickway",
                        version = "1",
                        license = @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0"),
                        description = "Workspaces, campaigns, links, publishing, reports, events and the books."
                                + " Every path under /api but this one needs Authorization: Bearer <API key>."
                                + " Errors are RFC 9457 problems: application/problem+json with type, title, status,"
                                + " detail and errors [{field, message}]."),
        security = @SecurityRequirement(name = "apiKey"))
@SecurityScheme(
        securitySchemeName = "apiKey",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "The API key that the first scripts/up made; it stands in .clickway/endpoints.json.")
public class Api extends Application {}
