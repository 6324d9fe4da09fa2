package io.stagegate.it.gateway;

/** Rules over changes around the gateway, by the names of models. */
final class DriftRules {
    static final String RULES = """
            rule "Put back" @id("BACK-001")
            when
              $drift : Drift( environment == "production", model matches "back.*" )
            then
              decision.restore($drift.version() + " was not asked for");
            end

            rule "Asked" @id("ASK-001")
            when
              Drift( model matches "ask.*" )
            then
              decision.ask("does it stay?");
            end

            rule "Told" @id("TELL-001")
            when
              $drift : Drift( model matches "tell.*" )
            then
              decision.tell($drift.previous() + " was permitted");
            end

            rule "Anybody may" @id("FREE-001")
            when
              Drift( model matches "free.*" )
            then
              decision.permit("anybody may");
            end

            rule "Never put back" @id("NEVER-001")
            when
              Restore( model matches "back-never.*" )
            then
              decision.deny("this one is not put back");
            end
            """;

    private DriftRules() {}
}
