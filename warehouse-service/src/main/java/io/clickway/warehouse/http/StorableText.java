package io.clickway.warehouse.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Takes a text in JSON only where one is given, no number or boolean, and refuses what Postgres can't keep as it is: NUL, or
 * half a surrogate pair.
 */
@Singleton
final class StorableText implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper json) {
        json.registerModule(new SimpleModule("storable-text").addDeserializer(String.class, new Strict()));
    }

    private static final class Strict extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1L;

        Strict() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken().isBoolean() || parser.currentToken().isNumeric()) {
                throw MismatchedInputException.from(parser, String.class, "is no text");
            }
            var text = StringDeserializer.instance.deserialize(parser, context);
            if (text != null && text.codePoints().anyMatch(Strict::isNotStorable)) {
                throw context.weirdStringException("", String.class, "holds NUL or half a surrogate pair");
            }
            return text;
        }

        private static boolean isNotStorable(int codePoint) {
            return codePoint == 0 || codePoint >= 0xd800 && codePoint <= 0xdfff;
        }
    }
}
