package io.clickway.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;

/**
 * A process of the system, as {@code endpoints.json} lists it.
 *
 * @param name e.g. {@code edge-eu}
 * @param role edge, forwarder, redis, rabbitmq, postgres, warehouse, dns, supervisor
 * @param region eu, us …, or centre
 */
public record Part(
        String name, String role, String region, long pid, String address, int port, Path dataDir, Path log) {

    static Part of(JsonNode process) {
        return new Part(
                process.get("name").asText(),
                process.get("role").asText(),
                process.get("region").asText(),
                process.get("pid").asLong(),
                process.get("address").asText(),
                process.get("port").asInt(),
                Path.of(process.get("dataDir").asText()),
                Path.of(process.get("log").asText()));
    }

    public boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    public URI uri() {
        return URI.create("http://" + address + ":" + port);
    }

    /** Where its metrics and health are. */
    public int managementPort() {
        return role.equals("forwarder") ? 9001 : 9000;
    }
}
