package io.stagegate.benchmarks.micro;

import io.stagegate.core.platform.Platform;
import io.stagegate.core.platform.PlatformProvider;
import io.stagegate.core.platform.Recognition;
import io.stagegate.core.platform.RequestHead;
import io.stagegate.core.platform.UpstreamSettings;
import io.stagegate.core.platform.UpstreamSettings.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Recognising one request from its head, over a mix of routes: by the MLflow adapter, and by a hash map that holds just
 * these heads, which is as fast as it could be for a registry whose paths held no names.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RecogniseBenchmark {
    static final int MIX = 16;

    private final Platform adapter = adapter();
    private final List<RequestHead> heads = heads();
    private final Map<String, Recognition> known = known(adapter, heads);

    static Platform adapter() {
        return ServiceLoader.load(PlatformProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.platform().equals("mlflow"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no adapter for mlflow"))
                .create(new UpstreamSettings(
                        "registry",
                        List.of(
                                new Environment("production", Set.of("champion"), Set.of("Production"), false),
                                new Environment("staging", Set.of("challenger"), Set.of("Staging"), false)),
                        "",
                        List.of("approved*"),
                        Set.of()));
    }

    /** Half reads, as clients make most; a quarter logging; the rest governed, artifacts, and one that nobody knows. */
    static List<RequestHead> heads() {
        var api = "/api/2.0/mlflow/";
        var heads = List.of(
                head("GET", api + "registered-models/get", "name=fraud"),
                head("GET", api + "registered-models/search", "max_results=100"),
                head("GET", api + "registered-models/alias", "name=fraud&alias=champion"),
                head("GET", api + "model-versions/get", "name=fraud&version=3"),
                head("GET", api + "model-versions/get-download-uri", "name=fraud&version=3"),
                head("GET", api + "runs/get", "run_id=0a1b2c3d"),
                head("GET", "/api/2.0/mlflow-artifacts/artifacts/1/0a1b2c3d/artifacts/model/MLmodel", ""),
                head("GET", "/static-files/js/main.js", ""),
                head("POST", api + "runs/log-batch", ""),
                head("POST", api + "runs/log-metric", ""),
                head("POST", api + "experiments/search", ""),
                head("PATCH", api + "model-versions/update", ""),
                head("POST", api + "registered-models/alias", ""),
                head("POST", "/ajax-api/2.0/mlflow/model-versions/transition-stage", ""),
                head("PUT", "/api/2.0/mlflow-artifacts/artifacts/1/0a1b2c3d/artifacts/model/model.pkl", ""),
                head("POST", "/ajax-api/3.0/mlflow/mcp-servers", ""));
        if (heads.size() != MIX) {
            throw new IllegalStateException("the mix has " + heads.size() + " heads");
        }
        return heads;
    }

    private static RequestHead head(String method, String path, String query) {
        return new RequestHead(
                method, path, query, Map.of("host", List.of("mlflow"), "user-agent", List.of("mlflow-python-client")));
    }

    private static Map<String, Recognition> known(Platform adapter, List<RequestHead> heads) {
        var out = new HashMap<String, Recognition>();
        heads.forEach(head -> out.put(key(head), adapter.recognise(head)));
        return out;
    }

    /** A new text each time, as each request brings new ones: a kept one would keep its hash code, too. */
    private static String key(RequestHead head) {
        return head.method() + ' ' + head.path();
    }

    @Benchmark
    @OperationsPerInvocation(MIX)
    public void adapter(Blackhole hole) {
        for (var head : heads) {
            hole.consume(adapter.recognise(head));
        }
    }

    @Benchmark
    @OperationsPerInvocation(MIX)
    public void baseline(Blackhole hole) {
        for (var head : heads) {
            hole.consume(Objects.requireNonNull(known.get(key(head))));
        }
    }
}
