package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgTextTest {
    /** A caret stands for a backslash. */
    @ParameterizedTest
    @CsvSource({
        "x, x",
        "^u0001, ^u0001",
        "^u0000, ''",
        "a^u0000b^u0000^u0000c, abc",
        "^^u0000, ^^u0000",
        "^^^u0000, ^^",
        "^^^^u0000, ^^^^u0000",
        "^n^u0000^n, ^n^n",
        "^u0000^^u0000, ^^u0000",
    })
    void dropsTheEscapeOfNulAndNothingElse(String json, String expected) {
        assertThat(PgText.cleanJson(json.replace('^', '\\'))).isEqualTo(expected.replace('^', '\\'));
    }
}
