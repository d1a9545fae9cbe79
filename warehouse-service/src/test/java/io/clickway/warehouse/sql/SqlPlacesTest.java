package io.clickway.warehouse.sql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlPlacesTest {

    @Test
    void boundsAllAndThoseOfAWorkspace() {
        var places = new SqlPlaces(3, 2);
        var first = places.take(1);
        places.take(1);
        assertThatThrownBy(() -> places.take(1)).hasMessageContaining("2 statements of this workspace");
        places.take(2);
        assertThatThrownBy(() -> places.take(3)).hasMessageContaining("3 statements");
        first.run();
        first.run();
        places.take(3);
        assertThatThrownBy(() -> places.take(2)).hasMessageContaining("3 statements");
    }
}
