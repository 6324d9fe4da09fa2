package io.stagegate.it.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says of itself, and of what it cannot begin with. */
class UsageIT {
    private static final Pattern OPTION = Pattern.compile("(?m)^ {2,8}(-., )?(--[a-z-]+)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "serve",
                "demo",
                "status",
                "holds",
                "approve",
                "reject",
                "cancel",
                "wait",
                "promotions",
                "restore",
                "webhooks",
                "webhooks failures",
                "webhooks replay",
                "webhooks enable",
                "audit",
                "audit query",
                "audit export",
                "audit verify",
                "audit checkpoint",
                "audit key",
                "token",
                "token create",
                "token list",
                "token revoke",
                "policy",
                "policy check",
                "policy status",
                "policy activate",
                "policy bundle",
                "policy push",
                "policy key",
                "config",
                "config check"
            })
    void every_command_has_help_that_says_what_each_option_does(String command) {
        var words = command.isEmpty() ? new String[] {"--help"} : (command + " --help").split(" ");

        var help = Run.of(Map.of(), words);

        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("Usage: stagegate " + command, "Exit codes:", "   0 ", "   1 ", "   2 ");
        var options = OPTION.matcher(help.out());
        while (options.find()) {
            var text = help.out().substring(options.end()).split("\\n(?= {2,8}(-|[A-Z]+ ))|\\n(?=[A-Z\\n])", 2)[0];
            if (!options.group(2).matches("--help|--version")) {
                assertThat(text).as(options.group(2)).containsPattern("default:|required");
            }
        }
    }

    @Test
    void help_is_asked_for_in_either_way() {
        assertThat(Run.of(Map.of(), "help", "approve")).isEqualTo(Run.of(Map.of(), "approve", "--help"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit",
                "approve",
                "holds --stat x",
                "wait h-1 --timeout 10",
                "audit verify",
                "audit verify /nonexistent/file",
                "audit query --format xml",
                "audit query --format csv --follow"
            })
    void a_command_line_that_is_wrong_ends_with_2(String line) {
        var run = Run.of(Map.of("STAGEGATE_TOKEN", "x"), line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isNotBlank();
    }

    @Test
    void a_token_is_never_printed() {
        var run = Run.of(Map.of("STAGEGATE_TOKEN", "hidden\nx-inserted: header"), "holds");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("STAGEGATE_TOKEN is no token").doesNotContain("hidden", "inserted");
    }

    @Test
    void the_demo_speaks_of_its_options(@TempDir Path home) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var data = home.resolve("data").toString();
            var port = Integer.toString(taken.getLocalPort());
            var nonsense = Run.of(Map.of(), "demo", "--data", data, "--upstream", "nonsense");
            var busy = Run.of(Map.of(), "demo", "--data", data, "--port", "0", "--api-port", port);
            var twice = Run.of(Map.of(), "demo", "--data", data, "--port", "1", "--api-port", "1");

            assertThat(nonsense.err()).startsWith("stagegate: --upstream nonsense is no address of an MLflow server");
            assertThat(busy.err())
                    .startsWith("stagegate: 127.0.0.1:" + port + " is taken")
                    .contains("with --api-port");
            assertThat(twice.err()).startsWith("stagegate: --port and --api-port are both 1");
            assertThat(nonsense.code() + busy.code() + twice.code()).isEqualTo(3);
        }
    }

    @Test
    void a_taken_port_is_found_before_anything_is_started(@TempDir Path home) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var yaml = TestGateway.Setup.open(home.resolve("data"), "http://127.0.0.1:1")
                    .yaml()
                    .replace(
                            "operations: { listen: \"127.0.0.1:0\"",
                            "operations: { listen: \"127.0.0.1:" + taken.getLocalPort() + "\"");
            var file = Files.writeString(home.resolve("c.yaml"), yaml);

            var run = Run.of(Map.of(), "serve", "--config", file.toString());

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("operations cannot listen on", "write another listen:");
            assertThat(home.resolve("data")).doesNotExist();
        }
    }
}
