package io.brxsync.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.handler.CreationOutcome.Verdict;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.JobReport;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.JobItem;
import io.brxsync.port.OutboundChange.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class CreationOutcomeTest {
    private static final Duration QUIET = Duration.ofSeconds(10);

    private static OutboundChange change(@Nullable JobItem job) {
        return new OutboundChange(
                1,
                new OutboundChange.Subject(new UUID(0, 1), null, 5),
                OutboundChange.Kind.CREATE,
                "sku",
                JsonMapper.shared().readTree("{\"price_cents\":5,\"quantity\":3}"),
                State.SENDING,
                job,
                null,
                "operation",
                new OutboundChange.Times(Instant.EPOCH, Instant.EPOCH, null));
    }

    private static ExportedProduct listed(long id, int quantity, @Nullable String key) {
        return new ExportedProduct(id, 5, quantity, 5, "EUR", 1, new ExportedProduct.Details("{}", "text", key, null));
    }

    private static Verdict verdict(int before, int after, int listed, int age) {
        return CreationOutcome.ofMissing(
                List.of(listed(7, listed, "other")),
                Map.of(7L, before),
                Map.of(7L, after),
                Duration.ofSeconds(age),
                Optional.of(QUIET));
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5, 5, 9, TOO_SOON",
        "5, 5, 8, 9, TOO_SOON",
        "5, 5, 5, 10, NOT_MADE",
        "5, 5, 8, 10, UNCLEAR",
        // A sale that only the later look knows hides nothing.
        "5, 2, 5, 10, UNCLEAR",
        // Neither does an addition that only the later one knows.
        "5, 8, 8, 10, UNCLEAR",
        "5, 2, 2, 10, NOT_MADE",
    })
    void onlyWhatCannotHaveGrownProvesThatNothingWasMade(int before, int after, int listed, int age, Verdict verdict) {
        assertThat(verdict(before, after, listed, age)).isEqualTo(verdict);
    }

    @Test
    void aListingThatNobodyKnewOfMayHoldIt() {
        List<ExportedProduct> listed = List.of(listed(7, 3, "other"));
        assertThat(CreationOutcome.ofMissing(listed, Map.of(), Map.of(), QUIET, Optional.of(QUIET)))
                .isEqualTo(Verdict.UNCLEAR);
        assertThat(CreationOutcome.ofMissing(listed, Map.of(), Map.of(7L, 3), QUIET, Optional.of(QUIET)))
                .isEqualTo(Verdict.NOT_MADE);
    }

    @Test
    void aJobThatHasNotEndedMayListItAtAnyTime() {
        assertThat(CreationOutcome.quiet(JobReport.State.UNFINISHED, QUIET)).isEmpty();
        assertThat(CreationOutcome.ofMissing(List.of(), Map.of(), Map.of(), Duration.ofDays(1), Optional.empty()))
                .isEqualTo(Verdict.UNCLEAR);
    }

    @Test
    void aRequestForManyMayTakeLongerThanOneForOne() {
        assertThat(CreationOutcome.quiet(change(null), QUIET)).isEqualTo(QUIET);
        assertThat(CreationOutcome.quiet(change(new JobItem(null, 0)), QUIET)).isEqualTo(Duration.ofSeconds(300));
        assertThat(CreationOutcome.quiet(JobReport.State.UNKNOWN, QUIET)).contains(Duration.ofSeconds(300));
        assertThat(CreationOutcome.quiet(JobReport.State.UNPROCESSABLE, QUIET)).contains(QUIET);
    }

    @Test
    void aListingIsFoundByTheJobsWordOrByItsKey() {
        ExportedProduct own = listed(8, 3, "brx:sku");
        ExportedProduct other = listed(7, 8, "other");
        Map<Long, ExportedProduct> listed = Map.of(7L, other, 8L, own);
        assertThat(CreationOutcome.named(change(null), item(7L), listed)).contains(other);
        assertThat(CreationOutcome.named(change(null), item(null), listed)).contains(own);
        assertThat(CreationOutcome.named(change(null), item(9L), listed)).contains(own);
        assertThat(CreationOutcome.byKey(change(null), List.of(other))).isEmpty();
    }

    private static JobReport.Item item(@Nullable Long product) {
        return new JobReport.Item(JobReport.Result.OK, product, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 1",
        "2, 10, 2",
        "8, 10, 2",
        "9, 10, 1",
        "10, 10, 1",
        "11, 10, 11",
        "100, 300, 60",
        "290, 300, 10",
        "400, 300, 60"
    })
    void looksBecomeRarerUntilTheyDecide(int age, int quiet, int wait) {
        assertThat(CreationOutcome.untilNextLook(Duration.ofSeconds(age), Duration.ofSeconds(quiet)))
                .isEqualTo(Duration.ofSeconds(wait));
    }
}
