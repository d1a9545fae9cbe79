package io.clickway.warehouse.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.warehouse.datapath.Centre;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.postgresql.ds.PGSimpleDataSource;

/** A whole Clickway that {@code scripts/up} has started in a home of its own, by its {@code endpoints.json}. */
final class RunningSystem {

    private final JsonNode endpoints;
    private final Centre centre;

    private RunningSystem(JsonNode endpoints, String warehousePassword) {
        this.endpoints = endpoints;
        var admin = URI.create(endpoints.get("postgresUrl").asText());
        this.centre = new Centre(jdbc(admin), "warehouse", warehousePassword);
    }

    static RunningSystem in(Path home) throws IOException {
        var endpoints =
                new ObjectMapper().readTree(home.resolve("endpoints.json").toFile());
        var password = Files.readAllLines(home.resolve("secrets.env")).stream()
                .filter(line -> line.startsWith("POSTGRES_WAREHOUSE="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no password of the warehouse in " + home));
        return new RunningSystem(endpoints, password);
    }

    /** As the warehouse itself sees it. */
    Centre centre() {
        return centre;
    }

    Api api() {
        return new Api(
                "http://" + addresses("warehouse").getFirst(),
                endpoints.get("apiKey").asText());
    }

    /** {@code host:port} of each edge. */
    List<String> edges() {
        return addresses("edge");
    }

    /** Past the limits of other roles. */
    PGSimpleDataSource admin() {
        return login("postgresUrl");
    }

    /** What analysts log in as. */
    PGSimpleDataSource reporting() {
        return login("reportingUrl");
    }

    private List<String> addresses(String role) {
        return StreamSupport.stream(endpoints.get("processes").spliterator(), false)
                .filter(process -> process.get("role").asText().equals(role))
                .map(process -> process.get("address").asText() + ":"
                        + process.get("port").asInt())
                .toList();
    }

    private PGSimpleDataSource login(String url) {
        var uri = URI.create(endpoints.get(url).asText());
        var login = new PGSimpleDataSource();
        login.setUrl(jdbc(uri));
        var user = uri.getUserInfo().split(":", 2);
        login.setUser(user[0]);
        login.setPassword(user[1]);
        return login;
    }

    private static String jdbc(URI uri) {
        return "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
    }
}
