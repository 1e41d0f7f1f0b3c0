package io.brxsync.examples.chaos;

import io.brxsync.BrxSync;
import io.brxsync.port.Operation;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.QueueStats;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Every promise, and whether it was kept. Immutable.
 *
 * @param findings one per promise
 * @param summary what happened, in numbers
 */
record Verdict(List<Finding> findings, String summary) {
    private static final int EXAMPLES = 3;

    /** One promise; {@code violations} names what broke it. */
    record Finding(String promise, List<String> violations) {}

    /** What a play leaves behind. */
    record Evidence(
            Map<String, Play.Accepted> accepted,
            List<History.Entry> history,
            Ledger ledger,
            BrxSync brx,
            Servers servers,
            int workersStarted,
            int workersDiedByThemselves,
            boolean cameToRest) {
        List<String> ids(History.Event event) {
            return history.stream()
                    .filter(entry -> entry.event() == event)
                    .map(History.Entry::task)
                    .toList();
        }

        boolean is(String id, Job.Kind kind) {
            return accepted.get(id).order().job().kind() == kind;
        }
    }

    boolean holds() {
        return findings.stream().allMatch(finding -> finding.violations().isEmpty());
    }

    static Verdict of(Evidence evidence) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                new Finding("everything comes to rest", evidence.cameToRest() ? List.of() : List.of("it did not")));
        findings.add(new Finding("I5 every accepted task has ended, none is lost", lost(evidence)));
        findings.add(new Finding("I5 every effect is there exactly once", effects(evidence)));
        findings.add(new Finding("I2 no token is given twice", tokens(evidence)));
        findings.add(new Finding("I3 attempts grow only when a handler failed", attempts(evidence)));
        findings.add(new Finding("I4 no unique key is live twice", keys(evidence)));
        findings.add(new Finding("I7 one user's tasks in one queue start in order", order(evidence)));
        findings.add(new Finding("poison is buried, and nothing else is", dead(evidence)));
        findings.add(new Finding(
                "I1 the queue's data is in order", evidence.brx().redis().violations()));
        findings.add(new Finding("nothing is left in Redis", left(evidence)));
        findings.add(new Finding(
                "workers go on by themselves",
                evidence.workersDiedByThemselves() == 0
                        ? List.of()
                        : List.of(evidence.workersDiedByThemselves() + " ended with an error")));
        return new Verdict(findings, summary(evidence));
    }

    private static List<String> lost(Evidence evidence) {
        return evidence.accepted().keySet().stream()
                .filter(id -> evidence.brx()
                        .operation(id)
                        .map(Operation::status)
                        .filter(status -> status
                                == (evidence.is(id, Job.Kind.POISON)
                                        ? Operation.Status.FAILED
                                        : Operation.Status.COMPLETED))
                        .isEmpty())
                .map(id -> id + " is "
                        + evidence.brx().operation(id).map(Operation::status).orElse(null))
                .toList();
    }

    private static List<String> effects(Evidence evidence) throws SQLException {
        List<String> violations = new ArrayList<>();
        Map<String, Long> effects = evidence.ledger().effects();
        Map<UUID, Long> wanted = new HashMap<>();
        evidence.accepted().forEach((id, accepted) -> {
            Job job = accepted.order().job();
            if (job.kind() != Job.Kind.POISON) {
                wanted.merge(job.user(), (long) job.number(), Long::sum);
                if (!effects.containsKey(id)) {
                    violations.add("no effect of " + id);
                }
            }
        });
        effects.keySet().stream()
                .filter(id -> !evidence.accepted().containsKey(id))
                .forEach(id -> violations.add("effect of a task that was not accepted: " + id));
        Map<UUID, Long> found = evidence.ledger().balances();
        wanted.forEach((user, sum) -> {
            if (!sum.equals(found.get(user))) {
                violations.add("user " + user + " has " + found.get(user) + " instead of " + sum);
            }
        });
        return violations;
    }

    private static List<String> tokens(Evidence evidence) {
        Set<Long> seen = new HashSet<>();
        return evidence.history().stream()
                .filter(entry -> entry.event() == History.Event.STARTED)
                .filter(entry -> !seen.add(entry.token()))
                .map(entry -> "token " + entry.token() + " of " + entry.task())
                .toList();
    }

    /** At any start, no more attempts are counted than failures were recorded before. */
    private static List<String> attempts(Evidence evidence) {
        Map<String, Long> failures = evidence.ids(History.Event.FAILED).stream()
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        return evidence.history().stream()
                .filter(entry -> entry.event() == History.Event.STARTED)
                .filter(entry -> entry.attempts() > failures.getOrDefault(entry.task(), 0L))
                .map(entry -> entry.task() + " counts " + entry.attempts() + " attempts after "
                        + failures.getOrDefault(entry.task(), 0L) + " failures")
                .toList();
    }

    /** The next task of a key is taken only after the one before has ended. */
    private static List<String> keys(Evidence evidence) {
        List<String> violations = new ArrayList<>();
        Map<String, String> live = new HashMap<>();
        evidence.accepted().forEach((id, accepted) -> {
            String key = accepted.order().job().key();
            String before = key == null ? null : live.put(key, id);
            if (before != null) {
                evidence.brx().operation(before).map(Operation::completedAt).ifPresent(end -> {
                    if (end.toEpochMilli() > accepted.returnedAt()) {
                        violations.add(key + ": " + id + " was taken before " + before + " had ended");
                    }
                });
            }
        });
        return violations;
    }

    /**
     * First starts by token, of plain tasks that went straight into their lane. Whether the order holds across a loss of
     * all data is not promised: tasks that come in before recovery stand before those it brings back.
     */
    private static List<String> order(Evidence evidence) {
        Map<String, Long> firstToken = new HashMap<>();
        evidence.history().stream()
                .filter(entry -> entry.event() == History.Event.STARTED)
                .forEach(entry -> firstToken.merge(entry.task(), entry.token(), Math::min));
        long flushed = evidence.servers().flushedAtMicros();
        Map<String, String> last = new HashMap<>();
        List<String> violations = new ArrayList<>();
        evidence.accepted().forEach((id, accepted) -> {
            Plan.Order order = accepted.order();
            Long token = firstToken.get(id);
            boolean counts = token != null
                    && token < flushed
                    && accepted.outcome() == Enqueued.Outcome.ADDED
                    && order.options().delay().isZero();
            if (counts) {
                String before =
                        last.put(order.job().user() + " " + order.options().queue(), id);
                if (before != null && firstToken.get(before) > token) {
                    violations.add(id + " started before " + before);
                }
            }
        });
        return violations;
    }

    private static List<String> dead(Evidence evidence) {
        List<String> violations = new ArrayList<>();
        for (DeadTask dead : evidence.brx().queues().dead(null, 0, 1000)) {
            String id = dead.message().id();
            if (evidence.accepted().containsKey(id) && !evidence.is(id, Job.Kind.POISON)) {
                violations.add(id + " is dead: " + dead.reason());
            }
            if (dead.attempts() > 0) {
                violations.add(id + " is dead of crashes and counts attempts");
            }
        }
        return violations;
    }

    private static List<String> left(Evidence evidence) {
        List<String> violations = new ArrayList<>();
        for (QueueStats stats : evidence.brx().queues().stats()) {
            if (stats.ready() + stats.scheduled() + stats.claimed() + stats.heldLanes() + stats.parkedLanes() > 0) {
                violations.add(stats.toString());
            }
        }
        if (evidence.servers().keysLeft() > 0) {
            violations.add(evidence.servers().keysLeft() + " keys that nothing owns");
        }
        return violations;
    }

    private static String summary(Evidence evidence) {
        Map<History.Event, Long> counts = evidence.history().stream()
                .collect(Collectors.groupingBy(History.Entry::event, TreeMap::new, Collectors.counting()));
        return evidence.accepted().size() + " tasks accepted, " + evidence.workersStarted() + " worker processes, "
                + counts;
    }

    /** The table, a line per promise. */
    String table() {
        StringBuilder table = new StringBuilder();
        for (Finding finding : findings) {
            table.append(finding.violations().isEmpty() ? "kept    " : "BROKEN  ")
                    .append(finding.promise())
                    .append('\n');
            finding.violations().stream()
                    .limit(EXAMPLES)
                    .forEach(violation ->
                            table.append("          ").append(violation).append('\n'));
            if (finding.violations().size() > EXAMPLES) {
                table.append("          and ")
                        .append(finding.violations().size() - EXAMPLES)
                        .append(" more\n");
            }
        }
        return table.append(summary).append('\n').toString();
    }
}
