package io.clickway.warehouse.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.warehouse.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneStatementTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "select 1;",
                "select ';'",
                "select $$a;b$$",
                "select 1 -- ; select 2",
                "select /* ; /* ; */ */ 1",
                "select '{}'::jsonb ? 'a'",
                "select \"a;b\" from t"
            })
    void takesOne(String sql) throws Exception {
        assertThat(OneStatement.of(sql).asCursor()).endsWith(" for " + sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; select 2",
                "select ''; drop table a",
                "select $$a$$; select 1",
                "commit; begin",
                "",
                ";"
            })
    void refusesNoneOrSeveral(String sql) {
        assertThatThrownBy(() -> OneStatement.of(sql)).isInstanceOf(ProblemException.class);
    }

    @Test
    void refusesNul() {
        assertThatThrownBy(() -> OneStatement.of("select '\0'")).hasMessageContaining("NUL");
    }
}
