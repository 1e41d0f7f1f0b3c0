package io.brxsync.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import io.brxsync.config.Secret;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private final Gate gate = new Gate(new DashboardSettings(new Secret(TOKEN), Set.of("brx.example.com")));

    private static Headers headers(String... pairs) {
        Headers headers = new Headers();
        headers.set("Host", "localhost:9090");
        headers.set("Authorization", "Bearer " + TOKEN);
        headers.set("Content-Type", "application/json");
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i + 1] == null) {
                headers.remove(pairs[i]);
            } else {
                headers.set(pairs[i], pairs[i + 1]);
            }
        }
        return headers;
    }

    private static int status(Refusal refusal) {
        return refusal.status();
    }

    private void refuses(int status, String... pairs) {
        assertThatThrownBy(() -> gate.admitAction(headers(pairs)))
                .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
                .extracting(GateTest::status)
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:9090",
                "10.1.2.3",
                "[::1]:9090",
                "[fe80::1%eth0]",
                "localhost",
                "LOCALHOST:1",
                "worker-3:9090",
                "dash.localhost",
                "brx.example.com",
                "BRX.example.com:443"
            })
    void addressesPlainNamesAndConfiguredNamesAreAnswered(String host) {
        assertThatCode(() -> gate.admit(headers("Host", host))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example.net",
                "127.0.0.1.example.net:9090",
                "evil.brx.example.com",
                "brx.example.com.evil.net",
                "localhost.evil.net",
                "a.b",
                "",
                "[::1].evil.net"
            })
    void anyOtherNameIsRefused(String host) {
        assertThatThrownBy(() -> gate.admit(headers("Host", host)))
                .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
                .extracting(GateTest::status)
                .isEqualTo(403);
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        assertThatThrownBy(() -> gate.admit(headers("Host", null))).isInstanceOf(Refusal.class);
    }

    @Test
    void whoHasTheTokenMayAct() {
        assertThatCode(() -> gate.admitAction(headers())).doesNotThrowAnyException();
        assertThatCode(() -> gate.admitAction(headers(
                        "Sec-Fetch-Site", "same-origin",
                        "Origin", "http://localhost:9090",
                        "Authorization", "bearer  " + TOKEN,
                        "Content-Type", "Application/JSON; charset=utf-8")))
                .doesNotThrowAnyException();
        assertThat(gate.actionsAreOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "401,Authorization,absent",
                "401,Authorization,Bearer",
                "401,Authorization,Bearer ",
                "401,Authorization,Bearer 0123456789abcdef0123456789abcdeF",
                "401,Authorization,Bearer 0123456789abcdef0123456789abcde",
                "401,Authorization,Basic 0123456789abcdef0123456789abcdef",
                "401,Authorization,0123456789abcdef0123456789abcdef",
                "403,Sec-Fetch-Site,cross-site",
                "403,Sec-Fetch-Site,same-site",
                "403,Sec-Fetch-Site,none",
                "403,Origin,null",
                "403,Origin,http://localhost:9091",
                "403,Origin,http://evil.example.net",
                "403,Origin,not an origin",
                "403,Host,rebound.example.net",
                "415,Content-Type,absent",
                "415,Content-Type,text/plain",
                "415,Content-Type,application/x-www-form-urlencoded",
                "415,Content-Type,application/jsonp"
            })
    void everybodyElseMayNot(int status, String header, String value) {
        refuses(status, header, value);
    }

    @Test
    void withoutATokenNobodyMayActWhateverTheySend() {
        Gate readOnly = new Gate(new DashboardSettings(null, Set.of()));
        assertThat(readOnly.actionsAreOpen()).isFalse();
        for (String sent : new String[] {TOKEN, "", "null"}) {
            assertThatThrownBy(() -> readOnly.admitAction(headers("Authorization", "Bearer " + sent)))
                    .asInstanceOf(InstanceOfAssertFactories.type(Refusal.class))
                    .extracting(GateTest::status)
                    .isEqualTo(403);
        }
    }
}
