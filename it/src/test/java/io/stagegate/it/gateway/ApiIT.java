package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.gateway.server.StartException;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API understands, and what it says of what it does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiIT {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    private StandIn registry;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path data) throws StartException, IOException {
        registry = StandIn.start();
        gateway = TestGateway.start(TestGateway.Setup.open(data, registry.url()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        registry.close();
    }

    private Http api() {
        return gateway.api("ann");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A model with a promotion that the rules deny, as its version was never in staging. */
    private void denied(String model) {
        var name = model.replace("\\", "\\\\").replace("\"", "\\\"");
        registry.registry().model(name, 0.9);
        var answer = gateway.proxy().post(API + "registered-models/alias", aliasBody(name, "champion", "1"));
        assertThat(answer.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%b", "a%25b", "a+b", "a b", "a\"b", "\"a\"", "a\\b", "a&b=c", "1.5", "true", "null", "ä"})
    void a_name_is_found_whatever_is_in_it(String model) {
        denied(model);

        assertThat(api().get("/v1/promotions?model=" + encoded(model))
                        .json()
                        .at("/items/0/model")
                        .asText())
                .isEqualTo(model);
        assertThat(api().get("/v1/audit?model=" + encoded(model))
                        .json()
                        .at("/items/0/model")
                        .asText())
                .isEqualTo(model);
    }

    @Test
    void times_have_any_offset() {
        denied("timed");
        var audit = "/v1/audit?model=timed&from=";
        var at = Instant.parse(
                api().get("/v1/audit?model=timed").json().at("/items/0/at").asText());

        for (var offset : new String[] {"Z", "+01:00", "+00:00", "-00:00", "-08:30", "+18:00"}) {
            var here = at.atOffset(ZoneOffset.of(offset)).toLocalDateTime();
            var later = here.plus(1, ChronoUnit.SECONDS);
            assertThat(api().get(audit + encoded(here + offset)).json().path("items"))
                    .as(offset)
                    .isNotEmpty();
            assertThat(api().get(audit + encoded(later + offset)).json().path("items"))
                    .as(offset)
                    .isEmpty();
        }
        assertThat(api().get(audit + "2026-01-31t10:00:00%2B23:59").status()).isEqualTo(200);
        assertThat(api().get(audit + "2026-01-31T10:00:00+01:00").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "holds?limit=1.0 | limit | limit is 1.0: write a whole number from 1 to 500",
                "holds?limit=1e1 | limit | limit is 1e1: write a whole number from 1 to 500",
                "holds?limit=0 | limit | limit is 0: write a whole number from 1 to 500",
                "holds?limit=-5 | limit | limit is -5: write a whole number",
                "holds?limit=99999999999999999999 | limit | write a whole number from 1 to 500",
                "holds?limit= | limit | limit is empty: write a whole number",
                "holds?limit=1&limit=2 | limit | limit is given twice",
                "holds?state=pendng | state | state is pendng: write one of pending, approved, released",
                "holds?stat=pending | stat | there is no parameter stat here: did you mean state?",
                "holds/h-1?state=pending | state | there is no parameter state here",
                "promotions?outcome=done | outcome | write one of applied, notApplied, refused, needsOperator",
                "audit?from=yesterday | from | from is yesterday: write a time of RFC 3339, such as",
                "audit?from=2026-13-01T00:00:00Z | from | write a time of RFC 3339",
                "audit?to=2026-01-01 | to | write a time of RFC 3339",
                "audit?follow=yes | follow | follow is yes: write true or false",
                "audit?follow=true | follow | follow goes with Accept: application/x-ndjson only",
                "audit?cursor=x | cursor | the cursor x is none of this list's",
            })
    void a_parameter_that_does_not_fit_is_named_with_what_is_allowed(String call, String parameter, String detail) {
        var answer = api().get("/v1/" + call);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("type").asText()).isEqualTo("/problems/malformed");
        assertThat(answer.json().at("/errors/0/parameter").asText()).isEqualTo(parameter);
        assertThat(answer.json().at("/errors/0/detail").asText()).contains(detail);
        assertThat(answer.json().path("detail").asText()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"state\":\"approve\",\"digest\":\"D\"} | #/state | state is approve: write one of approved, rejected",
                "{\"state\":\"approved\",\"digest\":\"x\"} | #/digest | digest is x: write a text of the form",
                "{\"state\":\"approved\"} | #/digest | digest is missing: write a text of the form",
                "{\"state\":\"approved\",\"digest\":\"D\",\"coment\":\"\"} | #/coment | did you mean comment?",
                "{\"state\":\"approved\",\"digest\":\"D\",\"comment\":7} | #/comment | comment is 7: write a text of at most 4000",
            })
    void a_member_that_does_not_fit_is_named_with_what_is_allowed(String body, String pointer, String detail) {
        var answer = api().post("/v1/holds/h-1/reviews", body.replace("\"D\"", "\"" + DIGEST + "\""));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("type").asText()).isEqualTo("/problems/invalid");
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo(pointer);
        assertThat(answer.json().at("/errors/0/detail").asText()).contains(detail);
    }

    @Test
    void a_body_is_json_and_says_so() {
        var reviews = "/v1/holds/h-1/reviews";
        var form =
                api().with("content-type", "application/x-www-form-urlencoded").post(reviews, "state=approved");

        assertThat(form.status()).isEqualTo(415);
        assertThat(form.json().path("detail").asText()).contains("send JSON, with Content-Type: application/json");
        assertThat(api().post(reviews, "{").json().path("detail").asText()).startsWith("the body cannot be read");
        assertThat(api().post(reviews, "[]").status()).isEqualTo(422);
        assertThat(api().post(reviews, "").json().path("detail").asText())
                .isEqualTo("the body is missing: send a JSON object with state, comment, digest");
        assertThat(api().post(reviews, "x".repeat(70_000)).status()).isEqualTo(413);
        assertThat(api().with("content-type", "application/json; charset=utf-8")
                        .post(reviews, "{}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void the_scheme_of_a_token_is_written_in_any_case() {
        var at = Http.at(gateway.apiUrl());

        assertThat(at.with("authorization", "bearer ann-token").get("/v1/holds").status())
                .isEqualTo(200);
        assertThat(at.with("authorization", "BEARER  ann-token")
                        .get("/v1/holds")
                        .status())
                .isEqualTo(200);
        assertThat(at.with("authorization", "Basic ann-token").get("/v1/holds").status())
                .isEqualTo(401);
        assertThat(at.with("authorization", "Bearerann-token").get("/v1/holds").status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE,/v1/holds,'GET, HEAD'",
        "GET,/v1/holds/h-1/cancel,POST",
        "PUT,/openapi.yaml,'GET, HEAD'",
        "POST,/problems/settled,'GET, HEAD'"
    })
    void another_method_is_told_which_are_allowed(String method, String path, String allowed) {
        var answer = api().send(method, path, BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().get("allow")).containsExactly(allowed);
        assertThat(answer.json().path("type").asText()).isEqualTo("/problems/method-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/holds", "/v1/audit", "/openapi.yaml", "/problems/settled"})
    void a_head_is_that_of_a_get(String path) {
        for (var accept : new String[] {"application/json", "application/x-ndjson"}) {
            var get = api().with("accept", accept).get(path);
            var head = api().with("accept", accept).send("HEAD", path, BodyPublishers.noBody());

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.text()).isEmpty();
            assertThat(head.headers().get("content-type"))
                    .isEqualTo(get.headers().get("content-type"));
        }
    }

    @Test
    void the_type_of_a_problem_leads_to_a_page_on_it() {
        var missing = api().get("/v1/holds/h-none").json();

        assertThat(missing.path("instance").asText()).isEqualTo("/v1/holds/h-none");
        var anybody = Http.at(gateway.apiUrl());
        var page = anybody.get(missing.path("type").asText());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers().get("content-type")).containsExactly("text/html; charset=utf-8");
        assertThat(page.text()).contains("<h1>Not found</h1>", "What to do:");
        assertThat(anybody.get("/problems").text()).contains("href=\"/problems/not-found\"");
        assertThat(anybody.get("/problems/none").status()).isEqualTo(404);
    }

    @Test
    void csv_has_names_and_is_not_followed() {
        denied("tabled");
        var csv = api().with("accept", "text/csv");

        var table = csv.get("/v1/audit?model=tabled");

        assertThat(table.text().lines().skip(1)).isNotEmpty().allMatch(line -> line.contains(",tabled,production,"));
        assertThat(csv.get("/v1/audit?follow=true").status()).isEqualTo(400);
        assertThat(csv.get("/v1/audit?cursor=x").status()).isEqualTo(400);
    }
}
