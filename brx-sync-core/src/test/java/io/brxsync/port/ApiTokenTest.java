package io.brxsync.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTokenTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc.DEF_1-2",
                "  abc.DEF_1-2\n",
                "\uFEFFabc.DEF_1-2",
                "\u200Babc.DEF_1-2\u200B",
                "\"abc.DEF_1-2\"",
                "'Bearer abc.DEF_1-2'",
                "bearer  abc.DEF_1-2"
            })
    void whatPastingAddsIsDropped(String pasted) {
        assertThat(ApiToken.of(pasted).value()).isEqualTo("abc.DEF_1-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "Bearer ", "two words", "tökén"})
    void whatIsNoTokenIsRefusedWithoutRepeatingIt(String pasted) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiToken.of(pasted))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("two words", "tökén"));
    }

    @ParameterizedTest
    @ValueSource(strings = "secret.token")
    void aTokenNeverPrintsItself(String token) {
        assertThat(ApiToken.of(token)).hasToString("ApiToken[***]");
        assertThat(new Seller(new java.util.UUID(1, 1), ApiToken.of(token)).toString())
                .doesNotContain(token);
    }
}
