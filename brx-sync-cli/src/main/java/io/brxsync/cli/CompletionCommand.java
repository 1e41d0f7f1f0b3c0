package io.brxsync.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options in a shell.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(brx-sync completion bash)",
            "  brx-sync completion bash > ~/.local/share/bash-completion/completions/brx-sync",
            "  echo 'source <(brx-sync completion zsh)' >> ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Shells whose completion is understood. */
    enum Kind {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Kind shell = Kind.BASH;

    CompletionCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        String script = AutoComplete.bash(root.getCommandName(), root);
        wiring.shell().out().println(shell == Kind.ZSH ? forZsh(script) : script);
        return ExitCode.DONE;
    }

    /**
     * The script is one for both, and sets up zsh's way of completing as bash does where that is not done yet. But it
     * would change how zsh completes every alias of the user's, and hand "compopt +o default" to zsh as names of
     * commands. Names of files are zsh's to complete: it knows that a directory goes on.
     */
    private static String forZsh(String script) {
        return script.replaceFirst("  # Make alias a distinct command .*\n  setopt COMPLETE_ALIASES\n", "")
                .replace("  alias compopt=complete\n", "")
                .replaceAll("COMPREPLY=\\( \\$\\( compgen -f .*", "COMPREPLY=()");
    }
}
