# MLflow with users, as the project's tests install it.
FROM python:3.12.12-slim-bookworm
RUN pip install --no-cache-dir mlflow==3.17.2 Flask-WTF \
  && useradd --uid 10002 --create-home mlflow \
  && mkdir /var/lib/mlflow && chown mlflow /var/lib/mlflow
COPY --chmod=755 mlflow.sh /usr/local/bin/mlflow-server
USER mlflow
WORKDIR /var/lib/mlflow
CMD ["mlflow-server"]
