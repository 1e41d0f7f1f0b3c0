package io.brxsync.examples.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a simulator until standard input ends or the process is told to stop. Prints one line of JSON with the base
 * URL; secrets go only into the accounts file, which nobody else can read.
 */
@Command(
        name = "cardtrader-simulator",
        mixinStandardHelpOptions = true,
        description = "A strict CardTrader on 127.0.0.1, until standard input ends or SIGTERM.")
public final class SimulatorProgram implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "0", description = "Port on 127.0.0.1; 0 takes a free one.")
    private int port;

    @Option(names = "--users", defaultValue = "1", description = "How many accounts. Default: ${DEFAULT-VALUE}")
    private int users;

    @Option(
            names = "--products",
            defaultValue = "500",
            description = "Generated listings of each account. Default: ${DEFAULT-VALUE}")
    private int products;

    @Option(
            names = "--blueprints",
            defaultValue = "4000",
            description = "Size of the catalogue. Default: ${DEFAULT-VALUE}")
    private int blueprints;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Seed of everything invented. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--accounts-file",
            paramLabel = "FILE",
            description = "Where to write the accounts with their tokens, as JSON, readable only by the owner.")
    private @Nullable Path accountsFile;

    private final InputStream in;
    private final PrintStream out;

    SimulatorProgram(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /** Runs the program; exits with 0 when told to stop and 2 when it was called wrongly. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SimulatorProgram(System.in, System.out)).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        SimulatorOptions options = SimulatorOptions.builder()
                .port(port)
                .seed(seed)
                .blueprints(blueprints)
                .build();
        try (CardTraderSimulator simulator = CardTraderSimulator.start(options)) {
            for (int i = 0; i < users; i++) {
                simulator.createAccount(AccountSpec.of(products, seed + i));
            }
            if (accountsFile != null) {
                writeAccounts(simulator, accountsFile);
            }
            ObjectNode line = Json.object()
                    .put("base_url", simulator.baseUrl())
                    .put("users", users)
                    .put("products", products)
                    .put("seed", seed);
            out.println(line);
            out.flush();
            waitForEnd();
        }
        return 0;
    }

    private void waitForEnd() throws IOException {
        byte[] ignored = new byte[1024];
        int read = 0;
        while (read >= 0) {
            read = in.read(ignored);
        }
    }

    private static void writeAccounts(CardTraderSimulator simulator, Path file) throws IOException {
        ArrayNode accounts = Json.array();
        for (SimulatedAccount account : simulator.accounts()) {
            accounts.addObject()
                    .put("account", account.id())
                    .put("app_id", account.appId())
                    .put("user_id", account.userId())
                    .put("token", account.token())
                    .put("shared_secret", account.sharedSecret());
        }
        // A new file with its final rights: nobody can open it in between.
        Files.deleteIfExists(file);
        try (ByteChannel channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(Json.bytes(accounts));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }
}
