package io.brxsync.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** {@code doctor}: asks every dependency how it is, and says what to do. */
@Command(
        name = "doctor",
        description = {
            "Checks configuration, keys, databases, Redis, clocks and CardTrader, and says what to do about what is wrong.",
            "Exit code 3 if a server is unreachable, 1 if something else is wrong, 0 with nothing but warnings."
        },
        footerHeading = "%nWith --json:%n",
        footer = "  {\"checks\":[{\"name\",\"outcome\":\"ok\"|\"warn\"|\"fail\",\"detail\"}]}")
final class DoctorCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new Examination(wiring).run();
        PrintStream out = wiring.shell().out();
        if (json) {
            Json.print(out, new Result(findings.stream().map(View::of).toList()));
        } else {
            findings.forEach(finding -> out.println(line(finding)));
        }
        if (findings.stream().anyMatch(finding -> finding.outcome() == Finding.Outcome.UNREACHABLE)) {
            return ExitCode.UNREACHABLE;
        }
        boolean failed = findings.stream().anyMatch(finding -> finding.outcome() == Finding.Outcome.FAIL);
        return failed ? ExitCode.FAILED : ExitCode.DONE;
    }

    private String line(Finding finding) {
        String word = String.format(Locale.ROOT, "%-4s", View.word(finding.outcome()));
        String colour = switch (finding.outcome()) {
            case OK -> "green";
            case WARN -> "yellow";
            case FAIL, UNREACHABLE -> "red";
        };
        Ansi ansi = wiring.shell().terminal().colours() ? Ansi.ON : Ansi.OFF;
        return ansi.string("@|bold," + colour + " " + word + "|@") + "  "
                + String.format(Locale.ROOT, "%-14s", finding.name()) + "  " + finding.detail();
    }

    private record Result(List<View> checks) {}

    private record View(String name, String outcome, String detail) {
        static View of(Finding finding) {
            return new View(finding.name(), word(finding.outcome()), finding.detail());
        }

        static String word(Finding.Outcome outcome) {
            return switch (outcome) {
                case OK -> "ok";
                case WARN -> "warn";
                case FAIL, UNREACHABLE -> "fail";
            };
        }
    }
}
