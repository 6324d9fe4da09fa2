package io.stagegate.it.gateway;

/** What a gateway and a Prometheus are told that look after models which are served. */
final class Monitored {
    static final String RULES = """
            rule "Production is watched"
              @id("W-001") @owner("tests")
            when
              Promotion( environment == "production", action == Action.PROMOTE )
            then
              decision.watch("1h").every("1s").patience(4).signals("error-rate", "auc");
            end

            rule "Three readings much worse than before"
              @id("W-002") @owner("tests")
            when
              Watch( )
              $rate : Signal( name == "error-rate", samples >= 20, lowest(3) > before + 0.2 )
            then
              decision.restore("errors " + $rate.value() + ", before " + $rate.before());
            end

            rule "What labels say"
              @id("W-003") @owner("tests")
            when
              Watch( )
              $auc : Signal( name == "auc", samples >= 200, value < 0.7 )
            then
              decision.restore("auc " + $auc.value());
            end

            rule "What a few labels say"
              @id("W-004") @owner("tests")
            when
              Watch( )
              $auc : Signal( name == "auc", samples < 200, value < 0.7 )
            then
              decision.ask("auc " + $auc.value() + " by " + $auc.samples());
            end

            rule "Labels are late"
              @id("W-005") @owner("tests")
            when
              Watch( )
              Signal( name == "auc", state == State.NO_DATA || state == State.STALE )
            then
              decision.permit("labels are late");
            end

            rule "Files that are not those that were promoted"
              @id("W-007") @owner("tests")
            when
              $watch : Watch( files != "" )
              Artifacts( of == Version.CANDIDATE, digest != $watch.files )
            then
              decision.ask("files have changed");
            end

            rule "An alert that has begun since"
              @id("W-006") @owner("tests")
            when
              $watch : Watch( )
              $alert : Alert( severity == "critical", since >= $watch.at.minus($watch.elapsed) )
            then
              decision.restore($alert.name() + ": " + $alert.summary());
            end
            """;

    static final String SOURCES = """
            watch: { files: 1s }
            sources:
              - name: prometheus
                kind: prometheus
                url: "http://127.0.0.1:%d"
                signals:
                  error-rate:
                    query: 'sum(rate(errors_total{model="{{model}}",version="{{version}}"}[{{window}}])) / sum(rate(requests_total{model="{{model}}",version="{{version}}"}[{{window}}]))'
                    samples: 'sum(increase(requests_total{model="{{model}}",version="{{version}}"}[{{window}}]))'
                    unit: ratio
              - { name: alerts, kind: alertmanager, token: alert-token, target: { upstream: registry, labels: { model: model } } }
              - { name: labels, kind: push, token: push-token, models: ["*"] }
            """;

    static final String ALERTS = """
            groups:
              - name: models
                rules:
                  - alert: SlowAnswers
                    expr: histogram_quantile(0.9, sum by (model, le) (rate(request_seconds_bucket[2s]))) > 0.2
                    labels: { severity: critical }
                    annotations: { summary: "answers of {{ $labels.model }} are slow" }
            """;

    private Monitored() {}
}
