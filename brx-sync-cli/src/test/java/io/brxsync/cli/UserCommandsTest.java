package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.SimulatedAccount;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserCommandsTest {
    private Path directory;
    private Sandbox sandbox;

    @BeforeAll
    void open(@TempDir Path given) {
        directory = given;
        sandbox = Sandbox.migrated(given);
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void connectProvesTheTokenStoresItEncryptedAndPrintsNoSecret() {
        SimulatedAccount account = sandbox.cardTrader().createAccount();
        String user = UUID.randomUUID().toString();
        Run.Result result = sandbox.run(directory)
                .input("\uFEFF Bearer \"" + account.token() + "\"\r\n")
                .run("user", "connect", "--user", user, "--token-stdin");
        result.exits(0).prints(user, account.appName(), "app " + account.appId(), "user " + account.userId());
        assertThat(result.out() + result.err()).doesNotContain(account.token(), account.sharedSecret(), sandbox.key());
        assertThat(sandbox.number(
                        "select count(*) from user_sync_settings where user_id = ?::uuid"
                                + " and cardtrader_token_encrypted like 'gAAAA%' and webhook_secret like 'gAAAA%'",
                        user))
                .isOne();
    }

    @Test
    void connectAsksOnATerminalWithoutEcho() {
        SimulatedAccount account = sandbox.cardTrader().createAccount();
        sandbox.run(directory)
                .terminal(new Terminal(true, false, 80, () -> account.token().toCharArray()))
                .run("user", "connect", "--user", UUID.randomUUID().toString())
                .exits(0)
                .prints("Connected");
    }

    @Test
    void aRefusedTokenIsNotStored() {
        String user = UUID.randomUUID().toString();
        Run.Result result = sandbox.run(directory)
                .input("a-token-nobody-issued")
                .run("user", "connect", "--user", user, "--token-stdin");
        result.exits(1);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("token").doesNotContain("a-token-nobody-issued");
        sandbox.run(directory).run("user", "show", "--user", user).exits(1).complains("not connected");
    }

    @Test
    void anEmptyTokenIsAUsageError() {
        sandbox.run(directory)
                .input(" \n")
                .run("user", "connect", "--user", UUID.randomUUID().toString(), "--token-stdin")
                .exits(2)
                .complains("--token-stdin");
        sandbox.run(directory)
                .input("x".repeat(70_000))
                .run("user", "connect", "--user", UUID.randomUUID().toString(), "--token-stdin")
                .exits(2)
                .complains("64 KiB");
    }

    @Test
    void aCardTraderOutOfReachIsCodeThree() {
        sandbox.run(directory)
                .with("CARDTRADER_API_BASE_URL", "http://127.0.0.1:1/api/v2")
                .input("token")
                .run("user", "connect", "--user", UUID.randomUUID().toString(), "--token-stdin")
                .exits(3)
                .complains("CardTrader");
    }

    @Test
    void anEdgeBlockIsNoVerdictAboutTheToken() {
        SimulatedAccount account = sandbox.cardTrader().createAccount();
        try (var fault = sandbox.cardTrader().faults().always(Fault.edgeBlock(), FaultMatch.of(account))) {
            sandbox.run(directory)
                    .input(account.token())
                    .run("user", "connect", "--user", UUID.randomUUID().toString(), "--token-stdin")
                    .exits(3)
                    .complains("CardTrader");
            assertThat(fault.hits()).isPositive();
        }
    }

    @Test
    void suspendedUsersAreShownAndResumed() {
        Sandbox.Seller seller = sandbox.seller(directory, 1);
        sandbox.run(directory)
                .run("user", "suspend", "--user", seller.id())
                .exits(0)
                .prints("Suspended " + seller.id());
        JsonNode shown = JsonAnswers.of(sandbox.run(directory).run("user", "show", "--user", seller.id(), "--json"));
        assertThat(shown.at("/account/suspended").booleanValue()).isTrue();
        sandbox.run(directory)
                .run("resync", "--user", seller.id())
                .exits(1)
                .complains("suspended", "brx-sync user resume --user " + seller.id());
        sandbox.run(directory).run("user", "list").exits(0).prints(seller.id() + "  suspended");
        sandbox.run(directory).run("user", "resume", "--user", seller.id()).exits(0);
        shown = JsonAnswers.of(sandbox.run(directory).run("user", "show", "--user", seller.id(), "--json"));
        assertThat(shown.at("/account/suspended").booleanValue()).isFalse();
    }

    @Test
    void tasksOfASuspendedUserWaitAndAreNotGivenUp() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 3);
        sandbox.run(directory).run("user", "suspend", "--user", seller.id()).exits(0);
        sandbox.run(directory)
                .run("enqueue", "bulk_sync", "--user", seller.id(), "--queue", "suspended-work")
                .exits(0);
        Run worker = sandbox.run(directory);
        var end = worker.start("worker", "-c", "1", "-q", "suspended-work");
        Sandbox.Seller other = sandbox.seller(directory, 2);
        sandbox.run(directory)
                .run("enqueue", "bulk_sync", "--user", other.id(), "--queue", "suspended-work")
                .exits(0);
        Sandbox.await(
                "the other user's sync", java.time.Duration.ofSeconds(30), () -> sandbox.mirrored(other.user()) == 2);
        assertThat(sandbox.mirrored(seller.user())).isZero();
        sandbox.run(directory).run("user", "resume", "--user", seller.id()).exits(0);
        Sandbox.await("the sync", java.time.Duration.ofSeconds(30), () -> sandbox.mirrored(seller.user()) == 3);
        worker.signals().raise(Signals.TERM);
        end.get().exits(0);
    }

    @Test
    void disconnectForgetsTheTokenAndKeepsTheMirror() {
        Sandbox.Seller seller = sandbox.seller(directory, 4);
        sandbox.run(directory).run("resync", "--user", seller.id(), "--inline").exits(0);
        sandbox.run(directory).run("user", "disconnect", "--user", seller.id()).exits(0);
        assertThat(sandbox.number("select count(*) from user_sync_settings where user_id = ?", seller.user()))
                .isZero();
        assertThat(sandbox.mirrored(seller.user())).isEqualTo(4);
    }

    @Test
    void unknownUsersAreFailures() {
        String nobody = UUID.randomUUID().toString();
        for (String command : java.util.List.of("show", "suspend", "resume", "disconnect")) {
            sandbox.run(directory)
                    .run("user", command, "--user", nobody)
                    .exits(1)
                    .complains("User " + nobody + " is not connected");
        }
        sandbox.run(directory).run("status", "--user", nobody).exits(1).complains(nobody);
        sandbox.run(directory).run("resync", "--user", nobody).exits(1).complains(nobody);
    }

    @Test
    void listHasItsDocumentedMembers() {
        Sandbox.Seller seller = sandbox.seller(directory, 0);
        JsonNode list = JsonAnswers.of(
                sandbox.run(directory).run("user", "list", "--json").exits(0));
        JsonNode entry = list.get("users")
                .valueStream()
                .filter(user -> user.get("user").stringValue().equals(seller.id()))
                .findFirst()
                .orElseThrow();
        assertThat(entry.propertyNames())
                .containsExactlyInAnyOrder(
                        "user", "status", "suspended", "last_sync_at", "last_error", "connected_at", "products");
        assertThat(entry.get("status").stringValue()).isEqualTo("idle");
        assertThat(entry.get("last_sync_at").isNull()).isTrue();
    }
}
