package io.stagegate.it.gateway;

/** Sources of signals of each kind. */
final class SignalSources {
    static final String SOURCES = """
            sources:
              - name: prometheus
                kind: prometheus
                url: "http://127.0.0.1:%d"
                timeout: 2s
                signals:
                  error-rate:
                    query: 'sum(rate(errors_total{model="{{model}}"}[{{window}}])) / sum(rate(requests_total{model="{{model}}"}[{{window}}]))'
                    samples: 'sum(increase(requests_total{model="{{model}}"}[{{window}}]))'
                    newest: "max(timestamp(requests_total{model='{{model}}'}))"
                    unit: ratio
                  by-pattern: { query: 'sum(requests_total{env="{{environment}}",model=~`{{model}}`}) > bool 0' }
                  now: { query: 'sum(rate(errors_total{model="{{model}}"}[1s]))' }
                  worst: { query: 'sum(rate(errors_total{model="{{model}}"}[1s]))', step: 1s, take: highest }
                  each: { query: 'requests_total{model=~"fraud.*"}' }
                  wrong: { query: 'sum(' }
              - name: alerts
                kind: alertmanager
                token: alert-token
                target: { upstream: registry, labels: { model: model, environment: env } }
              - { name: labels, kind: push, token: push-token, secret: %s, models: ["fraud*"], environments: [production] }
              - { name: flood, kind: push, token: flood-token, models: ["*"], perMinute: 3 }
              - { name: record, kind: mlflow, upstream: registry, signals: { accuracy: { metric: accuracy } } }
            """;

    private SignalSources() {}
}
