package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.port.ApiToken;
import io.brxsync.port.AppInfo;
import io.brxsync.store.TokenCipher;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code user connect}: proves a token and stores it encrypted. */
@Command(
        name = "connect",
        description = {
            "Connects a CardTrader account, or gives a connected one a new token.",
            "The token is asked for on the terminal or read from standard input, never taken from an argument, where"
                    + " others could see it. It is checked with CardTrader and stored encrypted with FERNET_KEY."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brx-sync user connect --user 3f1b6a52-0c5e-4d0e-9a53-6f0d7f3c9b11",
            "  brx-sync user connect --user 3f1b6a52-0c5e-4d0e-9a53-6f0d7f3c9b11 --token-stdin < token.txt"
        })
final class UserConnectCommand implements Callable<Integer> {
    private static final int LONGEST_TOKEN = 64 * 1024;

    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--user", required = true, paramLabel = "ID", description = "The user, a UUID of your own.")
    private @Nullable UUID user;

    @Option(names = "--token-stdin", description = "Read the token from standard input.")
    private boolean tokenStdin;

    UserConnectCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() {
        // Before anybody is asked for a token: what would fail later.
        wiring.config().requirePostgres();
        TokenCipher.of(wiring.config().fernetKeys());
        ApiToken token = tokenStdin
                ? Usage.of(spec, "--token-stdin", () -> ApiToken.of(standardInput()))
                : Usage.of(spec, "token", () -> ApiToken.of(typed()));
        AppInfo app = connected(Objects.requireNonNull(user), token);
        wiring.shell()
                .out()
                .println("Connected " + user + " to the CardTrader app \"" + app.name() + "\" (app " + app.appId()
                        + (app.userId() == null ? "" : ", CardTrader user " + app.userId()) + ")");
        return ExitCode.DONE;
    }

    private AppInfo connected(UUID id, ApiToken token) {
        try {
            return wiring.brx().connect(id, token);
        } catch (BrxException e) {
            if (e.kind() != BrxException.Kind.UNAUTHORIZED) {
                throw e;
            }
            throw BrxException.of(
                    BrxException.Kind.UNAUTHORIZED,
                    "CardTrader refuses this token, so nothing was stored; copy it again from CardTrader's settings (Full"
                            + " API), or create a new one there",
                    e);
        }
    }

    private String standardInput() {
        InputStream in = wiring.shell().streams().in();
        try {
            byte[] bytes = in.readNBytes(LONGEST_TOKEN + 1);
            if (bytes.length > LONGEST_TOKEN) {
                throw new IllegalArgumentException("more than 64 KiB are no token");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String typed() {
        Supplier<char[]> prompt = wiring.shell().terminal().prompt();
        if (prompt == null) {
            throw new IllegalArgumentException("there is no terminal to ask on; use --token-stdin");
        }
        return new String(prompt.get());
    }
}
