package io.clickway.warehouse.lookup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressOpenerTest {

    @Test
    void startsWithoutKeysAndWithGoodOnes() {
        assertThatCode(() -> start(Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> start(Map.of("warehouse.address.keys", "1:" + "0a".repeat(32) + ",2:" + "0b".repeat(32))))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesToStartWithAKeyThatIsNoneAndDoesNotQuoteIt() {
        assertThatThrownBy(() -> start(Map.of("warehouse.address.keys", "1:secret")))
                .hasMessageContaining("warehouse.address.keys: address key 1 must have 64 hex digits")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> start(Map.of("warehouse.address.key", "1"))).isInstanceOf(Exception.class);
    }

    private static void start(Map<String, String> values) {
        var settings = new SmallRyeConfigBuilder()
                .withMapping(AddressKeys.class)
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build()
                .getConfigMapping(AddressKeys.class);
        new AddressOpener(settings).start(new StartupEvent());
    }
}
