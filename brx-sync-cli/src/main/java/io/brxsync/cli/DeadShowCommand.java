package io.brxsync.cli;

import io.brxsync.BrxException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead show}. */
@Command(
        name = "show",
        description = "Shows one dead letter with its payload.",
        footerHeading = "%nWith --json:%n",
        footer = "  one entry of 'dead list --json'")
final class DeadShowCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    private String task = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DeadShowCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        DeadView letter = new DeadLetters(wiring.brx().queues())
                .all(null).stream()
                        .filter(dead -> dead.message().id().equals(task))
                        .findFirst()
                        .map(DeadView::of)
                        .orElseThrow(
                                () -> BrxException.of(BrxException.Kind.REJECTED, "There is no dead letter " + task));
        PrintStream out = wiring.shell().out();
        if (json) {
            Json.print(out, letter);
            return ExitCode.DONE;
        }
        out.println("task      " + letter.id());
        out.println("type      " + letter.type() + ", version " + letter.version());
        out.println("queue     " + letter.queue());
        out.println("user      " + letter.user());
        out.println("reason    " + letter.reason().replaceAll("\\p{Cntrl}", " "));
        out.println("attempts  " + letter.attempts());
        out.println("crashes   " + letter.crashes());
        out.println("enqueued  " + letter.enqueuedAt());
        out.println("buried    " + letter.buriedAt());
        out.println("payload   " + letter.payload());
        return ExitCode.DONE;
    }
}
