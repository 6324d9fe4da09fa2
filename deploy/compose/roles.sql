-- What a database of one's own needs: who owns the tables, and who the gateway works as. Run once, as a superuser.
DO $$
BEGIN
    EXECUTE format('CREATE ROLE stagegate_owner LOGIN PASSWORD %L',
        trim(trailing E'\n' FROM pg_read_file('/run/secrets/stagegate_db_owner_password')));
    EXECUTE format('CREATE ROLE stagegate LOGIN PASSWORD %L',
        trim(trailing E'\n' FROM pg_read_file('/run/secrets/stagegate_db_password')));
END $$;
CREATE DATABASE stagegate OWNER stagegate_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE stagegate FROM PUBLIC;
GRANT CONNECT ON DATABASE stagegate TO stagegate;
