package io.brxsync.cli;

import io.brxsync.store.TokenCipher;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code keygen}: a new Fernet key. */
@Command(
        name = "keygen",
        description = "Prints a new key for FERNET_KEY.",
        footerHeading = "%nExample:%n",
        footer = {
            "  FERNET_KEY=\"$(brx-sync keygen)\"",
            "To change keys, put the new one in front, with a comma: the first encrypts, all decrypt."
        })
final class KeygenCommand implements Callable<Integer> {
    private final Wiring wiring;

    KeygenCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        wiring.shell().out().println(TokenCipher.generateKey().value());
        return ExitCode.DONE;
    }
}
