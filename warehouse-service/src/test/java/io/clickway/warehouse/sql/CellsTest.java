package io.clickway.warehouse.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import io.clickway.warehouse.sql.SqlColumn.Kind;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "NUMBER ~ 12 ~ 12",
                "NUMBER ~ -0.50 ~ -0.50",
                "NUMBER ~ 1e+30 ~ 1e+30",
                "NUMBER ~ Infinity ~ \"Infinity\"",
                "BOOLEAN ~ t ~ true",
                "MOMENT ~ 2026-03-01 10:00:00.25+00 ~ \"2026-03-01T10:00:00.25Z\"",
                "MOMENT ~ infinity ~ \"infinity\"",
                "MOMENT ~ 0044-03-15 00:00:00+00 BC ~ \"0044-03-15 00:00:00+00 BC\"",
                "LOCAL_TIME ~ 2026-03-01 10:00:00 ~ \"2026-03-01T10:00:00\"",
                "TEXT ~ a\"b ~ \"a\\\"b\"",
                "TEXTS ~ {} ~ []",
                "TEXTS ~ {a,\"b,c\",\"d\\\"e\\\\\",NULL,\"NULL\"} ~ [\"a\",\"b,c\",\"d\\\"e\\\\\",null,\"NULL\"]",
                "NUMBERS ~ {{1,2},{3,NULL}} ~ [[1,2],[3,null]]",
                "NUMBERS ~ [0:1]={5,6} ~ [5,6]",
                "BOOLEANS ~ {t,f} ~ [true,false]"
            })
    void writesWhatPostgresWritesAsJson(Kind kind, String cell, String json) throws Exception {
        assertThat(written(kind, cell)).isEqualTo(json);
    }

    @Test
    void keepsJsonOnOneLine() throws Exception {
        assertThat(written(Kind.JSON, "{\"a\":\n [1,\r\n2]}")).isEqualTo("{\"a\":  [1,  2]}");
        assertThat(written(Kind.TEXT, null)).isEqualTo("null");
    }

    private static String written(Kind kind, @Nullable String cell) throws IOException {
        var text = new StringWriter();
        try (var json = new JsonFactory().createGenerator(text)) {
            Cells.write(json, kind, cell);
        }
        return text.toString();
    }
}
