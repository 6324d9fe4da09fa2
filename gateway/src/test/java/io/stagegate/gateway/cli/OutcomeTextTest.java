package io.stagegate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.gateway.json.StrictJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of ends that a test can hardly bring about. */
class OutcomeTextTest {
    private static JsonObject json(String text) {
        return StrictJson.stored(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "refused | 400 no such version | refused by registry: 400 no such version; nothing is changed",
                "notApplied | the connection broke off | not applied: the connection broke off",
                "needsOperator | no answer | it is not known whether it was applied: no answer; look at registry/m@a",
                "applied | | applied: registry/m@a serves nothing now; undo it: stagegate restore s-1",
            })
    void each_outcome_is_told(String outcome, String detail, String text) {
        var promotion = json("""
                {'outcome':'%s','detail':'%s','upstream':'registry','snapshot':'s-1','action':'demote',
                 'targets':[{'target':'registry/m@a','from':['1'],'to':[]}]}
                """.formatted(outcome, detail == null ? "" : detail));

        assertThat(OutcomeText.of(promotion)).isEqualTo(text);
    }

    @Test
    void what_serves_the_same_as_before_is_told_by_what_was_done() {
        var tagged = json("""
                {'outcome':'applied','action':'tag','targets':[{'target':'registry/m','from':['1'],'to':['1']}]}
                """);

        assertThat(OutcomeText.of(tagged)).isEqualTo("applied: tag of registry/m");
    }

    @Test
    void a_denial_names_the_rules_that_count() {
        var promotion = json("""
                {'decision':'deny','hold':'h-1','story':[],'findings':[
                  {'rule':'A-1','name':'First','effect':'deny','mode':'enforce','message':'no','remedy':'do'},
                  {'rule':'A-2','name':'Second','effect':'deny','mode':'shadow','message':'no','remedy':''},
                  {'rule':'A-3','name':'Third','effect':'hold','mode':'enforce','message':'wait','remedy':''}]}
                """);

        assertThat(OutcomeText.denied(promotion)).isEqualTo("approved, but the rules deny it now: A-1 (First): no; do");
    }

    @Test
    void what_could_not_be_decided_is_told_with_the_reason() {
        var promotion = json("""
                {'decision':'indeterminate','findings':[],'story':[
                  {'record':{'evaluation':{'decision':{'effect':'indeterminate','why':'no metrics'}}}}]}
                """);

        assertThat(OutcomeText.denied(promotion)).isEqualTo("refused, as it could not be decided: no metrics");
    }

    @Test
    void a_hold_tells_what_its_release_waits_for() {
        var text = new StringWriter();
        var hold = json("{'id':'h-1','state':'approved','delayed':'the registry does not answer'}");

        HoldText.print(hold, new PrintWriter(text));

        assertThat(text.toString()).contains("waits     the registry does not answer\n");
        assertThat(Settling.waitsFor(hold)).isEqualTo("h-1 is approved: the registry does not answer");
    }
}
