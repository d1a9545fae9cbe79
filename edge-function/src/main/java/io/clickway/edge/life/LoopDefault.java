package io.clickway.edge.life;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/** Gives {@code edge.loops} its default, which no file can know: the cores of the machine it runs on. */
public final class LoopDefault implements SmallRyeConfigBuilderCustomizer {

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withDefaultValue(
                "edge.loops", Integer.toString(Runtime.getRuntime().availableProcessors()));
    }
}
