package io.clickway.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class LinkTest {

    private static final String ID = "01k9zr3b5m7w8e4t6q2x0c1v9d";
    private static final Visit VISIT = new Visit("run", 7);
    private static final Link LINK = new Link("go", "spring", "https://shop.example/landing?cid={click_id}&s={sub1}");

    @Test
    void findsTheIdInTheRightLocation() {
        assertThat(LINK.clickIdIn("https://shop.example/landing?cid=" + ID + "&s=run-7", VISIT))
                .contains(ID);
    }

    @Test
    void takesNoLocationWithAByteOff() {
        assertThat(LINK.clickIdIn("https://shop.example/landing?cid=" + ID + "&s=run-8", VISIT))
                .isEmpty();
        assertThat(LINK.clickIdIn("http://shop.example/landing?cid=" + ID + "&s=run-7", VISIT))
                .isEmpty();
        assertThat(LINK.clickIdIn("https://shop.example/landing?cid=" + ID + "&s=run-7 ", VISIT))
                .isEmpty();
        assertThat(LINK.clickIdIn("", VISIT)).isEmpty();
    }

    @Test
    void takesNoIdThatIsNone() {
        assertThat(LINK.clickIdIn(
                        "https://shop.example/landing?cid=" + ID.toUpperCase(Locale.ROOT) + "u&s=run-7", VISIT))
                .isEmpty();
        assertThat(LINK.clickIdIn("https://shop.example/landing?cid=&s=run-7", VISIT))
                .isEmpty();
    }
}
