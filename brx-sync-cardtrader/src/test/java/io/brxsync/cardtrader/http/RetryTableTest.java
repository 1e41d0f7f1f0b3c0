package io.brxsync.cardtrader.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.cardtrader.http.Endpoint.Nature;
import io.brxsync.cardtrader.http.RetryTable.Decision;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the class comment, row by row. */
class RetryTableTest {

    @ParameterizedTest
    @CsvSource({
        "ANSWERED,     TAKE,   TAKE,   TAKE",
        "WITHHELD,     LATER,  LATER,  LATER",
        "NOT_SENT,     REPEAT, REPEAT, REPEAT",
        "NO_ANSWER,    REPEAT, REPEAT, UNKNOWN",
        "TIMED_OUT,    LATER,  LATER,  UNKNOWN",
        "CUT_OFF,      REPEAT, LATER,  UNKNOWN",
        "UNREADABLE,   REPEAT, LATER,  UNKNOWN",
        "RATE_LIMITED, LATER,  LATER,  LATER",
        "SERVER_ERROR, REPEAT, REPEAT, UNKNOWN",
        "NOT_READY,    LATER,  LATER,  LATER",
        "EDGE_BLOCKED, LATER,  LATER,  LATER",
        "UNAUTHORIZED, NEVER,  NEVER,  NEVER",
        "REJECTED,     NEVER,  NEVER,  NEVER",
    })
    void saysWhatToDo(Outcome outcome, Decision read, Decision stream, Decision change) {
        assertThat(RetryTable.decide(Nature.READ, outcome)).isEqualTo(read);
        assertThat(RetryTable.decide(Nature.STREAM, outcome)).isEqualTo(stream);
        assertThat(RetryTable.decide(Nature.CHANGE, outcome)).isEqualTo(change);
    }

    @Test
    void aChangeIsRepeatedOnlyWhenItCannotHaveLeft() {
        assertThat(Stream.of(Outcome.values())
                        .filter(outcome -> RetryTable.decide(Nature.CHANGE, outcome) == Decision.REPEAT))
                .containsExactly(Outcome.NOT_SENT);
    }
}
