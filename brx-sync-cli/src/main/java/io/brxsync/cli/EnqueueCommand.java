package io.brxsync.cli;

import io.brxsync.queue.Enqueued;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code enqueue}: any task by its wire name, or a file of them. */
@Command(
        name = "enqueue",
        description = {
            "Enqueues a task by its name, or a file of tasks. Prints the task's id and what became of it:",
            "added, known, duplicate (the same work is under way as that id), merged (into that waiting task), refused"
                    + " (too many wait, see 'limits') or deferred (Redis is away; a worker takes it over from the database)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brx-sync enqueue bulk_sync --user 3f1b6a52-0c5e-4d0e-9a53-6f0d7f3c9b11",
            "  brx-sync enqueue refresh_products --user 3f1b6a52-0c5e-4d0e-9a53-6f0d7f3c9b11 \\",
            "      --json '{\"blueprint_ids\":[1201,1202]}' --delay 5m",
            "  brx-sync enqueue --file tasks.jsonl",
            "A file holds one JSON object a line, and is checked whole before the first task is enqueued:",
            "  {\"type\":\"bulk_sync\",\"user\":\"3f1b6a52-...\",\"payload\":{},\"queue\":\"bulk-sync\",\"delay\":\"5m\",\"priority\":1}",
            "where payload, queue, delay and priority may be left out."
        })
final class EnqueueCommand implements Callable<Integer> {
    private static final int CHUNK = 500;

    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "TYPE",
            completionCandidates = Candidates.Types.class,
            description = "The task's type: ${COMPLETION-CANDIDATES}.")
    private @Nullable String type;

    @Option(names = "--user", paramLabel = "ID", description = "The user, a UUID.")
    private @Nullable UUID user;

    @Option(names = "--json", paramLabel = "PAYLOAD", description = "The payload, a JSON object (default: {}).")
    private @Nullable String payload;

    @Option(
            names = "--queue",
            paramLabel = "Q",
            completionCandidates = Candidates.Queues.class,
            description = "Another queue than the type's own.")
    private @Nullable String queue;

    @Option(names = "--delay", paramLabel = "TIME", description = "Time before it may start, such as 5m.")
    private @Nullable Duration delay;

    @Option(names = "--priority", paramLabel = "N", description = "-9 to 9, higher first (default: 0).")
    private @Nullable Integer priority;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Tasks, one JSON object a line; '-' reads standard input.")
    private @Nullable Path file;

    EnqueueCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<TaskMessage> messages = file == null ? List.of(single()) : ofFile(file.toString());
        Refusals refusals = new Refusals();
        boolean deferred = false;
        for (int from = 0; from < messages.size(); from += CHUNK) {
            List<TaskMessage> chunk = messages.subList(from, Math.min(from + CHUNK, messages.size()));
            int answers = 0;
            for (Enqueued enqueued : wiring.brx().enqueueAll(chunk)) {
                refusals.note(chunk.get(answers++), enqueued);
                deferred |= enqueued.outcome() == Enqueued.Outcome.DEFERRED;
                wiring.shell()
                        .out()
                        .println(enqueued.taskId() + " "
                                + enqueued.outcome().name().toLowerCase(Locale.ROOT));
            }
        }
        if (deferred) {
            wiring.shell()
                    .err()
                    .println("Redis is unreachable; the tasks are safe in the database, and workers take"
                            + " them over when it is back");
        }
        refusals.complain(wiring.shell().err());
        return refusals.any() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private TaskMessage single() {
        String name = type;
        UUID id = user;
        if (name == null) {
            throw Usage.error(spec, "Missing parameter TYPE (or --file)");
        }
        if (id == null) {
            throw Usage.error(spec, "Missing option --user");
        }
        EnqueueOptions options = Usage.of(
                spec,
                "--queue, --delay or --priority",
                () -> new EnqueueOptions(
                        queue, delay == null ? Duration.ZERO : delay, priority == null ? 0 : priority));
        Task task = Usage.of(
                spec,
                payload == null ? "TYPE" : "TYPE or --json",
                () -> wiring.brx().codec().decode(name, id, payload));
        return wiring.brx().codec().encode(task, options);
    }

    private List<TaskMessage> ofFile(String name) {
        boolean more =
                type != null || user != null || payload != null || queue != null || delay != null || priority != null;
        Usage.require(spec, !more, "--file stands alone: each line says type, user and the rest itself");
        TaskFile reader = new TaskFile(wiring.brx().codec());
        return Usage.of(spec, "--file", () -> new ArrayList<>(reader.read(name, wiring.shell())));
    }
}
