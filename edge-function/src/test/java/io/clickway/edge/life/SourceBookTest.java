package io.clickway.edge.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.edge.source.Keeping;
import io.clickway.id.SourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceBookTest {

    private static final long SECOND = 1_000_000_000L;
    private static final SourceId ONE = new SourceId(1);
    private static final SourceId TWO = new SourceId(2);
    private static final SourceId THREE = new SourceId(3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final AtomicLong nanos = new AtomicLong(5);
    private boolean holdsFormer;

    @Test
    void tellsThePredecessorsEndOnceTheirSpoolIsDrainedAndForHalfAMinute() throws IOException {
        book().begin(List.of(ONE, TWO));
        holdsFormer = true;
        var book = book();
        book.begin(List.of(THREE));
        book.tick();
        assertThat(book.ended()).isEmpty();

        holdsFormer = false;
        book.tick();
        assertThat(book.ended()).containsExactly(ONE, TWO);
        nanos.addAndGet(29 * SECOND);
        book.tick();
        assertThat(book.ended()).containsExactly(ONE, TWO);
        nanos.addAndGet(SECOND);
        book.tick();
        assertThat(book.ended()).as("told only to stderr").containsExactly(ONE, TWO);
        for (int i = 0; i < 10; i++) {
            book.told(Keeping.UNRECORDED);
        }
        book.tick();
        assertThat(book.ended()).containsExactly(ONE, TWO);
        for (int i = 0; i < 10; i++) {
            book.told(i % 2 == 0 ? Keeping.SPOOL : Keeping.STREAM);
        }
        book.tick();
        assertThat(book.ended()).isEmpty();
        assertThat(names()).containsExactly(THREE.toString());
    }

    @Test
    void beginsOnADiskThatTakesNothingAndNamesItsSourcesOnceItDoes() throws IOException {
        var inTheWay = folder.resolve("sources.new");
        Files.createDirectory(inTheWay);
        var book = book();
        book.begin(List.of(ONE));
        assertThatThrownBy(book::tick).isInstanceOf(IOException.class);

        Files.delete(inTheWay);
        book.tick();
        assertThat(names()).containsExactly(ONE.toString());
    }

    @Test
    void passesOnWhatItCouldNotTell() throws IOException {
        book().begin(List.of(ONE));
        book().begin(List.of(TWO));
        var third = book();
        third.begin(List.of(THREE));
        third.tick();

        assertThat(third.ended()).containsExactly(ONE, TWO);
    }

    @Test
    void leavesNobodyBehindWhoseEndTheLastWordsTold() throws IOException {
        book().begin(List.of(ONE));
        var book = book();
        book.begin(List.of(TWO));
        book.beginClosing();
        book.ownAreClosed();

        assertThat(names()).isEmpty();
    }

    @Test
    void leavesThoseToTheNextStartWhoseSpoolDrainedAfterTheLastWords() throws IOException {
        book().begin(List.of(ONE));
        holdsFormer = true;
        var book = book();
        book.begin(List.of(TWO));
        book.beginClosing();
        holdsFormer = false;
        book.tick();
        book.ownAreClosed();

        assertThat(names()).containsExactly(ONE.toString());
    }

    @Test
    void forgetsSourcesThatSaidTheirLastWordThemselves() throws IOException {
        var book = book();
        book.begin(List.of(ONE));
        book.ownAreClosed();

        assertThat(names()).isEmpty();
    }

    @Test
    void readsAroundAGarbledLine() throws IOException {
        Files.writeString(folder.resolve("sources"), "junk\u00ff\n" + ONE + "\n\n0000000000000000\n");
        var book = book();
        book.begin(List.of(TWO));
        book.tick();

        assertThat(book.ended()).containsExactly(ONE);
    }

    @Test
    void letsOnlyOneEdgeHaveAFolder() throws IOException {
        var folders = DataFolder.open(folder.resolve("data"));
        assertThatThrownBy(() -> DataFolder.open(folder.resolve("data")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in use by another edge");
        folders.close();
        DataFolder.open(folder.resolve("data")).close();
    }

    private SourceBook book() throws IOException {
        return new SourceBook(new SourceNamesFile(folder.resolve("sources")), nanos::get, () -> holdsFormer);
    }

    private List<String> names() throws IOException {
        return Files.readAllLines(folder.resolve("sources"));
    }
}
