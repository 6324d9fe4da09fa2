#!/bin/sh
# Starts MLflow for the gateway alone: it answers to its name in the compose network and to nobody else's page.
set -eu
MLFLOW_AUTH_ADMIN_PASSWORD=$(cat /run/secrets/mlflow_admin_password)
MLFLOW_FLASK_SERVER_SECRET_KEY=$(cat /run/secrets/mlflow_flask_key)
export MLFLOW_AUTH_ADMIN_PASSWORD MLFLOW_FLASK_SERVER_SECRET_KEY
export MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false MLFLOW_DISABLE_TELEMETRY=true
exec mlflow server --app-name basic-auth \
  --backend-store-uri sqlite:////var/lib/mlflow/mlflow.db --artifacts-destination /var/lib/mlflow/artifacts \
  --host 0.0.0.0 --port 5000 --workers 1 \
  --allowed-hosts 'mlflow:5000,localhost:*' --cors-allowed-origins http://mlflow:5000
