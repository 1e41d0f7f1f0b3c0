package io.brxsync.cli;

import io.brxsync.celery.CeleryBroker;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code celery list}. */
@Command(
        name = "list",
        description = {
            "Lists the messages that the bridge refused, oldest first, and counts those that are under way:",
            "waiting in Celery's lists, taken by bridges, unacknowledged by Celery's workers."
        },
        footerHeading = "%nWith --json:%n",
        footer = {
            "  {\"waiting\",\"taken\",\"unacknowledged\",\"refused\",",
            "   \"messages\":[{\"id\",\"task\",\"celery_id\",\"refused_at\",\"reason\"}]}"
        })
final class CeleryListCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    CeleryListCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        Usage.require(spec, limit >= 1, "--limit must be at least 1, got " + limit);
        try (CeleryBroker broker = wiring.celery()) {
            CeleryBroker.Depth depth = broker.depth();
            List<Message> messages =
                    broker.refused(limit).stream().map(Message::of).toList();
            if (json) {
                Json.print(wiring.shell().out(), Result.of(depth, messages));
            } else {
                print(depth, messages);
            }
        }
        return ExitCode.DONE;
    }

    private void print(CeleryBroker.Depth depth, List<Message> messages) {
        wiring.shell()
                .out()
                .println(depth.waiting() + " waiting, " + depth.taken() + " taken by bridges, " + depth.unacknowledged()
                        + " unacknowledged by Celery's workers, " + depth.refused() + " refused");
        if (messages.isEmpty()) {
            return;
        }
        Table table = new Table(">ID", "TASK", "CELERY ID", "REFUSED", "REASON");
        messages.forEach(message -> table.row(
                message.id(),
                Objects.requireNonNullElse(message.task(), "?"),
                Objects.requireNonNullElse(message.celeryId(), "?"),
                AccountView.ago(message.refusedAt(), wiring.shell().clock()),
                message.reason()));
        table.print(wiring.shell().out(), wiring.shell().terminal());
    }

    private record Result(long waiting, long taken, long unacknowledged, long refused, List<Message> messages) {
        static Result of(CeleryBroker.Depth depth, List<Message> messages) {
            return new Result(depth.waiting(), depth.taken(), depth.unacknowledged(), depth.refused(), messages);
        }
    }

    private record Message(
            long id, @Nullable String task, @Nullable String celeryId, Instant refusedAt, String reason) {
        static Message of(CeleryBroker.Refused refused) {
            CeleryBroker.Refusal why = refused.why();
            return new Message(refused.id(), why.task(), why.taskId(), refused.at(), why.reason());
        }
    }
}
