package io.brxsync.cli;

import io.brxsync.celery.CeleryBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntBiFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which refused messages of Celery's a command is about: numbered ones, or all. */
final class CelerySelection {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Numbers of messages, as 'celery list' shows them.")
    private List<Long> ids = new ArrayList<>();

    @Option(names = "--all", description = "All refused messages.")
    private boolean all;

    /** Does something to them and says so; the exit code is 1 if a named one was not there. */
    int apply(Wiring wiring, String done, ToIntBiFunction<CeleryBroker, List<Long>> action) {
        Usage.require(spec, all != !ids.isEmpty(), "Name the messages, or use --all");
        try (CeleryBroker broker = wiring.celery()) {
            List<Long> chosen = all
                    ? broker.refused(Integer.MAX_VALUE).stream()
                            .map(CeleryBroker.Refused::id)
                            .toList()
                    : ids.stream().distinct().toList();
            int affected = action.applyAsInt(broker, chosen);
            wiring.shell().out().println(done + " " + affected + (affected == 1 ? " message" : " messages"));
            return all || affected == chosen.size() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
