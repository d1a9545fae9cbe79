package io.clickway.forwarder.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    private static String token(int life) {
        return "%032x".formatted(life);
    }

    @Test
    void theFirstLifeKnowsOfNoneAndLeavesItsToken(@TempDir Path folder) throws IOException {
        var first = new DataFolder(folder.resolve("new"), token(1));
        assertThat(first.ended()).isEmpty();
        assertThat(folder.resolve("new/lives")).hasContent(token(1));
    }

    @Test
    void knowsItsPredecessorsOnceItHasTheLockAndNotBefore(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("lives"), List.of(token(2), token(1), "torn"));
        var third = new DataFolder(folder, token(3));
        try (var held = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(held.tryLock()).isNotNull();
            assertThat(third.ended()).isEmpty();
            assertThat(Files.readAllLines(folder.resolve("lives"))).doesNotContain(token(3));
        }
        assertThat(third.ended()).containsExactlyInAnyOrder(token(1), token(2));
        assertThat(Files.readAllLines(folder.resolve("lives"))).containsExactly(token(3), token(2), token(1));
        assertThat(third.ended()).as("asked again").containsExactlyInAnyOrder(token(1), token(2));
    }

    @Test
    void remembersTheLastEightLivesOnly(@TempDir Path folder) throws IOException {
        Files.write(
                folder.resolve("lives"),
                List.of(token(9), token(8), token(7), token(6), token(5), token(4), token(3), token(2), token(1)));
        assertThat(new DataFolder(folder, token(10)).ended()).hasSize(8).doesNotContain(token(1));
    }

    @Test
    void provesNothingWhereTheFolderCannotBeUsed(@TempDir Path folder) throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThat(new DataFolder(file, token(1)).ended()).isEmpty();
    }
}
