package io.clickway.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines of the frozen samples; their README tells where they come from. */
public final class TestLines {

    private TestLines() {}

    /** @param beside the class beside whose package the resource lies */
    public static List<String> of(Class<?> beside, String name) {
        try (var in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(name + " is missing");
            }
            // Only line feeds end a line: some User-Agents hold other separators.
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
