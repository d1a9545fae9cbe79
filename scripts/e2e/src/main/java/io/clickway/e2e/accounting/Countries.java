package io.clickway.e2e.accounting;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Countries of addresses, read from the file directly; without a file no address has one. */
public final class Countries implements AutoCloseable {

    private final Optional<Reader> reader;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    public Countries(Path file) throws IOException {
        reader = Files.isRegularFile(file) ? Optional.of(new Reader(file.toFile())) : Optional.empty();
    }

    /** Two letters, or empty. */
    public String of(String address) {
        return reader.map(file -> known.computeIfAbsent(address, wanted -> read(file, wanted)))
                .orElse("");
    }

    private static String read(Reader file, String address) {
        try {
            var found = file.get(InetAddress.ofLiteral(address), Map.class);
            return found != null && found.get("country") instanceof Map<?, ?> country
                    ? String.valueOf(country.get("iso_code"))
                    : "";
        } catch (IOException unreadable) {
            throw new IllegalStateException("the country file can't be read", unreadable);
        }
    }

    @Override
    public void close() throws IOException {
        if (reader.isPresent()) {
            reader.get().close();
        }
    }
}
