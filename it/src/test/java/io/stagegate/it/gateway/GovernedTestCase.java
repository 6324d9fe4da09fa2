package io.stagegate.it.gateway;

import static io.stagegate.it.gateway.Registry.API;
import static io.stagegate.it.gateway.Registry.aliasBody;

import io.stagegate.gateway.server.StartException;
import io.stagegate.it.mlflow.MlflowServer;
import io.stagegate.it.mlflow.RealMlflow;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What tests share that ask a gateway with the baseline rules in front of a real MLflow server for changes. */
@ExtendWith(RealMlflow.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GovernedTestCase {
    TestGateway gateway;
    /** The server itself. */
    Http direct;

    Registry registry;
    /** Through the gateway, and not waiting for approval. */
    Http client;

    @BeforeAll
    void start(MlflowServer mlflow, @TempDir Path data) throws StartException {
        gateway = TestGateway.start(TestGateway.Setup.open(data, mlflow.url()));
        direct = Http.at(mlflow.url());
        registry = new Registry(direct);
        client = gateway.proxy().with("prefer", "wait=0");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    Http.Answer champion(String model, String version) {
        return client.post(API + "registered-models/alias", aliasBody(model, "champion", version));
    }
}
