package io.stagegate.it.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealMlflow.class)
class MlflowServerIT {

    @Test
    void the_stock_client_talks_to_the_real_server(@RealMlflow.Users MlflowServer mlflow) {
        var run = mlflow.python()
                .script(
                        """
                        import mlflow
                        client = mlflow.MlflowClient()
                        client.create_registered_model("harness")
                        print("registered", client.get_registered_model("harness").name, mlflow.__version__)
                        """,
                        Map.of(
                                "MLFLOW_TRACKING_URI", mlflow.url(),
                                "MLFLOW_TRACKING_USERNAME", MlflowServer.ADMIN,
                                "MLFLOW_TRACKING_PASSWORD", MlflowServer.PASSWORD),
                        Duration.ofMinutes(2));

        assertThat(run.output()).contains("registered harness " + MlflowInstallation.VERSION);
    }
}
