package io.brxsync.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.cli.dashboard.Problems.Problem;
import io.brxsync.cli.dashboard.Problems.Severity;
import io.brxsync.port.AccountCounts;
import io.brxsync.queue.QueueStats;
import io.brxsync.queue.WorkerDirectory.Sighting;
import io.brxsync.queue.WorkerReport;
import io.brxsync.queue.WorkerReport.Activity;
import io.brxsync.queue.WorkerReport.Totals;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private static final AccountCounts FINE = new AccountCounts(3, 0, 0, 3, 0, 0);
    private static final Duration NONE = Duration.ZERO;

    private static QueueStats queue(String name, long ready, Duration oldest) {
        return new QueueStats(name, ready, 0, 0, 0, 0, 0, oldest, false);
    }

    private static Sighting worker(Duration age, Activity... running) {
        return new Sighting(
                new WorkerReport(
                        "id",
                        "host",
                        7,
                        Duration.ofHours(3),
                        List.of("high-priority", "bulk-sync"),
                        2,
                        false,
                        List.of(running),
                        Totals.NONE),
                age);
    }

    private static List<Problem> of(QueueStats queue, Sighting... workers) {
        return Problems.of(List.of(queue), List.of(workers), FINE);
    }

    private static void only(List<Problem> problems, Severity severity, String section, String... words) {
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(severity);
            assertThat(problem.section()).isEqualTo(section);
            assertThat(problem.text()).contains(words);
        });
    }

    @Test
    void aBusyHealthyFleetHasNone() {
        Activity brief =
                new Activity("t", "id", "bulk_sync", "bulk-sync", UUID.randomUUID(), 1, Duration.ofMinutes(29));
        assertThat(of(queue("bulk-sync", 500, Duration.ofMinutes(14)), worker(NONE, brief)))
                .isEmpty();
        assertThat(of(queue("high-priority", 5, Duration.ofSeconds(59)), worker(Duration.ofSeconds(14))))
                .isEmpty();
    }

    @Test
    void workNobodyDoesIsWorst() {
        only(of(queue("bulk-sync", 1, NONE)), Severity.CRITICAL, "workers", "No worker is running", "1 task waits");
        only(of(queue("bulk-sync", 0, NONE)), Severity.WARNING, "workers", "No worker is running");
        only(of(queue("other", 2, NONE), worker(NONE)), Severity.CRITICAL, "queues", "other", "2 tasks wait");
        assertThat(of(queue("bulk-sync", 2, NONE), worker(Duration.ofSeconds(40))))
                .extracting(Problem::severity)
                .containsExactly(Severity.CRITICAL, Severity.WARNING);
    }

    @Test
    void lateTasksAreToldBySortOfQueue() {
        only(
                of(queue("high-priority", 1, Duration.ofSeconds(61)), worker(NONE)),
                Severity.WARNING,
                "queues",
                "high-priority",
                "1 min");
        only(
                of(queue("bulk-sync", 1, Duration.ofHours(3)), worker(NONE)),
                Severity.WARNING,
                "queues",
                "bulk-sync",
                "3 h");
    }

    @Test
    void whatNeedsADecisionIsTold() {
        only(
                of(new QueueStats("bulk-sync", 4, 0, 0, 0, 0, 0, Duration.ofDays(1), true), worker(NONE)),
                Severity.WARNING,
                "queues",
                "paused",
                "4 tasks wait");
        only(
                of(new QueueStats("bulk-sync", 0, 0, 0, 0, 0, 3, NONE, false), worker(NONE)),
                Severity.WARNING,
                "dead",
                "3 dead letters",
                "bulk-sync");
        only(
                of(new QueueStats("bulk-sync", 2, 0, 0, 0, 2, 0, NONE, false), worker(NONE)),
                Severity.WARNING,
                "queues",
                "2 users wait",
                "limit");
        only(
                Problems.of(List.of(), List.of(worker(NONE)), new AccountCounts(9, 0, 0, 8, 1, 0)),
                Severity.WARNING,
                "users",
                "1 user is in error");
        UUID user = UUID.randomUUID();
        Activity slow = new Activity("t", "id", "bulk_sync", "bulk-sync", user, 1, Duration.ofMinutes(31));
        only(
                of(queue("bulk-sync", 0, NONE), worker(NONE, slow)),
                Severity.WARNING,
                "workers",
                "bulk_sync",
                user.toString(),
                "31 min");
    }
}
