package io.clickway.edge.life;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The names in a file, one a line. */
record SourceNamesFile(Path file) implements SourceNames {

    @Override
    public List<String> read() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
    }

    @Override
    public void replace(List<String> names) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".new");
        try (var out = new FileOutputStream(draft.toFile())) {
            for (var name : names) {
                out.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.getFD().sync();
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
