#!/bin/sh
# Makes the passwords and keys of docker-compose.yml, those that are not there yet. The folder is for its owner only; the files
# in it can be read by the containers' users, into whose containers they are mounted one by one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$here/secrets"
chmod 700 "$here/secrets"
for name in postgres_password stagegate_db_password stagegate_db_owner_password mlflow_admin_password mlflow_flask_key \
  ann_token bob_token; do
  [ -s "$here/secrets/$name" ] || od -A n -t x1 -N 24 /dev/urandom | tr -d ' \n' >"$here/secrets/$name"
done
[ -s "$here/secrets/stagegate_sealing_key" ] || head -c 32 /dev/urandom | base64 | tr -d '\n' >"$here/secrets/stagegate_sealing_key"
chmod 644 "$here"/secrets/*
echo "secrets are in $here/secrets"
