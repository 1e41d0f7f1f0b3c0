package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.SimulatedAccount;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's commands, one after the other in one shell, as a reader would type them. What the reader fills in is given:
 * addresses of servers, the token that {@code user connect} asks for, a free port. A worker stays in the background until
 * the end. Commands that build everything are those of {@code .ci/run}.
 */
@Timeout(300)
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK =
            Pattern.compile("^```(?:sh|bash|console)\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern PROGRAM = Pattern.compile("(mvn|docker)\\b.*|examples/.*\\.sh\\b.*");

    @TempDir
    Path directory;

    private Sandbox sandbox;
    private Installation installation;

    @BeforeEach
    void install() throws Exception {
        sandbox = new Sandbox();
        installation = Installation.in(directory);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private static List<String> commands() throws Exception {
        List<String> commands = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .toList()) {
            String joined = block.group(1).replaceAll("\\\\\\n\\s*", " ");
            joined.lines()
                    .map(line -> line.replaceFirst("^\\$ ", "")
                            .replaceFirst("(^|\\s)#.*", "")
                            .strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(commands::add);
        }
        return commands;
    }

    @Test
    void whatBuildsEverythingIsWhatEveryChangeHasToPass() throws Exception {
        String ci = Files.readString(ROOT.resolve(".ci").resolve("run"));
        List<String> programs = commands().stream()
                .filter(command -> PROGRAM.matcher(command).matches())
                .toList();
        assertThat(programs).isNotEmpty().allSatisfy(command -> {
            List<String> words = List.of(command.split("\\s+"));
            if (words.get(0).equals("mvn")) {
                assertThat(ci).containsPattern("mvn [^\\n]*" + Pattern.quote(words.get(words.size() - 1)));
            } else {
                assertThat(ROOT.resolve(words.get(0))).isExecutable();
                assertThat(ci).contains(words.get(0));
            }
        });
    }

    @Test
    void everyOtherCommandDoesWhatItSays() throws Exception {
        List<String> commands = commands().stream()
                .filter(command -> !PROGRAM.matcher(command).matches())
                .toList();
        assertThat(commands).anyMatch(command -> command.startsWith("brx-sync worker"));
        SimulatedAccount account = sandbox.cardTrader().createAccount(AccountSpec.of(10, 7));
        Files.writeString(directory.resolve("token"), account.token());
        Path script = Files.writeString(directory.resolve("readme.sh"), script(commands));

        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("readme.out").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !List.of("HOME", "LANG", "TMPDIR").contains(name));
        environment.put("PATH", installation.launcher().getParent() + File.pathSeparator + System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("BRX_JAVA_OPTS", "-Xmx256m");
        Process shell = builder.start();
        shell.getOutputStream().close();
        boolean ended = shell.waitFor(240, TimeUnit.SECONDS);
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
        String out = Files.readString(directory.resolve("readme.out"));
        assertThat(ended).as(out).isTrue();
        assertThat(out.lines().filter(line -> line.startsWith("exit ")))
                .as(out)
                .containsExactlyElementsOf(IntStream.range(0, commands.size())
                        .mapToObj(i -> "exit " + expected(commands, i) + " of " + commands.get(i))
                        .toList());
    }

    /** Nothing fails, but for a look at a database without tables: {@code doctor} says that {@code migrate} comes next. */
    private static int expected(List<String> commands, int number) {
        boolean tables = commands.subList(0, number).contains("brx-sync migrate");
        return commands.get(number).equals("brx-sync doctor") && !tables ? ExitCode.FAILED : ExitCode.DONE;
    }

    /** Each command as it stands, but for what its reader has to fill in; each exit code in a line of its own. */
    private String script(List<String> commands) {
        Map<String, String> given = sandbox.variables();
        given.remove("FERNET_KEY");
        String servers = given.entrySet().stream()
                .map(variable -> "export " + variable.getKey() + "='" + variable.getValue() + "'\n")
                .collect(Collectors.joining());
        StringBuilder script = new StringBuilder("worker=\n").append(servers);
        String workers = "";
        for (String command : commands) {
            if (command.startsWith("brx-sync worker")) {
                workers = command;
                script.append(command.replaceFirst("--http-port \\d+", "--http-port 0"))
                        .append(" 2> worker.err & worker=$!\n")
                        .append(
                                "until grep -q 'Worker ready' worker.err; do kill -0 $worker || break; sleep 0.1; done\n")
                        .append("kill -0 $worker\n");
            } else if (command.startsWith("brx-sync user connect") && !command.contains("--token-stdin")) {
                script.append(command).append(" --token-stdin < token\n");
            } else {
                script.append(command).append('\n');
            }
            script.append("echo \"exit $? of ")
                    .append(command.replaceAll("([\"$`\\\\])", "\\\\$1"))
                    .append("\"\n");
            if (command.startsWith("export ")) {
                script.append(servers);
            }
        }
        return script.append("[ -z \"$worker\" ] || { kill -TERM $worker; wait $worker || echo \"exit $? of ")
                .append(workers.isEmpty() ? "" : "the worker")
                .append("\"; }\n")
                .toString();
    }
}
