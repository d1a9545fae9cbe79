package io.clickway.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a list beside this package: fields between bars, {@code #} begins a comment line, blank lines mean nothing.
 */
final class TokenList {

    private TokenList() {}

    static List<List<String>> read(String name) {
        try (InputStream in = TokenList.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the list " + name + " is missing");
            }
            var rows = new ArrayList<List<String>>();
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(Arrays.stream(line.split("\\|")).map(String::strip).toList());
                }
            }
            return rows;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the list " + name + " can't be read", unreadable);
        }
    }
}
