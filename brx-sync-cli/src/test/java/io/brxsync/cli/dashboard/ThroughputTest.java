package io.brxsync.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brxsync.cli.dashboard.Throughput.Rates;
import io.brxsync.queue.DurationCounts;
import io.brxsync.queue.WorkerDirectory.Sighting;
import io.brxsync.queue.WorkerReport;
import io.brxsync.queue.WorkerReport.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    private final Throughput throughput = new Throughput();

    private static Sighting worker(String id, long uptimeSeconds, long done, long retried) {
        List<Long> counts = new ArrayList<>(DurationCounts.NONE.counts());
        counts.set(3, done);
        DurationCounts durations = new DurationCounts(counts);
        return new Sighting(
                new WorkerReport(
                        id,
                        "host",
                        1,
                        Duration.ofSeconds(uptimeSeconds),
                        List.of("default"),
                        2,
                        false,
                        List.of(),
                        new Totals(done, retried, 0, 1, 0, durations, durations)),
                Duration.ofSeconds(1));
    }

    @Test
    void aNewWorkersFirstMinuteCountsFromItsStart() {
        Rates rates = throughput.of(List.of(worker("a", 10, 50, 20)));
        assertThat(rates.donePerSecond()).isEqualTo(5, within(1e-9));
        assertThat(rates.retriedPerSecond()).isEqualTo(2, within(1e-9));
        assertThat(rates.buriedPerSecond()).isEqualTo(0.1, within(1e-9));
        assertThat(rates.waitMillis().most()).isEqualTo(8);
        assertThat(rates.tasks()).isEqualTo(50);
        assertThat(rates.workers()).isEqualTo(1);
    }

    @Test
    void anOldWorkersFirstReportTellsNothingYetAndTheNextOneDoes() {
        assertThat(throughput.of(List.of(worker("a", 5000, 1_000_000, 0)))).isEqualTo(Rates.NONE);
        assertThat(throughput.of(List.of(worker("a", 5000, 1_000_000, 0)))).isEqualTo(Rates.NONE);
        Rates rates = throughput.of(List.of(worker("a", 5005, 1_000_010, 0)));
        assertThat(rates.donePerSecond()).isEqualTo(2, within(1e-9));
        assertThat(rates.tasks()).isEqualTo(10);
    }

    @Test
    void onlyTheLastMinuteCounts() {
        long done = 0;
        for (int second = 5; second <= 300; second += 5) {
            done += second <= 200 ? 500 : 5;
            throughput.of(List.of(worker("a", second, done, 0)));
        }
        assertThat(throughput.of(List.of(worker("a", 305, done + 5, 0))).donePerSecond())
                .isEqualTo(1, within(1e-9));
    }

    @Test
    void workersAddUpAndSilentOnesDoNot() {
        Sighting lively = worker("a", 10, 50, 0);
        Sighting other = worker("b", 20, 40, 0);
        assertThat(throughput.of(List.of(lively, other)).donePerSecond()).isEqualTo(7, within(1e-9));
        Sighting silent = new Sighting(other.report(), Duration.ofSeconds(40));
        Rates rates = throughput.of(List.of(lively, silent));
        assertThat(rates.donePerSecond()).isEqualTo(5, within(1e-9));
        assertThat(rates.workers()).isEqualTo(1);
        assertThat(throughput.of(List.of())).isEqualTo(Rates.NONE);
    }
}
