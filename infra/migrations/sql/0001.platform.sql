-- Roles, the person of the transaction, and what every domain shares: outbox, idempotency, inbox of events.

DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['accounts', 'measurements', 'goals', 'notifications', 'relay'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOCREATEDB NOCREATEROLE', role_name);
    END IF;
    -- RDS Proxy refuses options at connect, so the limits live on the role.
    EXECUTE format('ALTER ROLE %I SET statement_timeout = ''5s''', role_name);
    EXECUTE format('ALTER ROLE %I SET lock_timeout = ''3s''', role_name);
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''10s''', role_name);
    EXECUTE format('ALTER ROLE %I SET search_path = pg_catalog', role_name);
  END LOOP;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'roster') THEN
    CREATE ROLE roster NOLOGIN;
  END IF;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA platform;
CREATE SCHEMA published;
GRANT USAGE ON SCHEMA platform TO accounts, measurements, goals, notifications, relay, roster;
GRANT USAGE ON SCHEMA published TO accounts, measurements, goals, notifications;

CREATE FUNCTION platform.person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;
COMMENT ON FUNCTION platform.person() IS 'The person this transaction acts for; NULL hides every row.';

CREATE TABLE platform.outbox (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  type text NOT NULL,
  source text NOT NULL,
  occurred_at timestamptz NOT NULL,
  data jsonb NOT NULL
);
CREATE INDEX outbox_oldest ON platform.outbox (occurred_at);
CREATE INDEX outbox_person ON platform.outbox (user_id);
ALTER TABLE platform.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON platform.outbox USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
CREATE POLICY relay_reads ON platform.outbox FOR SELECT TO relay USING (true);
CREATE POLICY relay_deletes ON platform.outbox FOR DELETE TO relay USING (true);
GRANT SELECT, INSERT, DELETE ON platform.outbox TO accounts, measurements, goals, notifications;
GRANT SELECT, DELETE ON platform.outbox TO relay;

CREATE TABLE platform.idempotency (
  user_id uuid NOT NULL,
  role name NOT NULL DEFAULT current_user,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status smallint,
  answer bytea,
  etag text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, role, key)
);
CREATE INDEX idempotency_oldest ON platform.idempotency (created_at);
ALTER TABLE platform.idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON platform.idempotency USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
CREATE POLICY relay_reads ON platform.idempotency FOR SELECT TO relay USING (true);
CREATE POLICY relay_deletes ON platform.idempotency FOR DELETE TO relay USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.idempotency TO accounts, measurements, goals, notifications;
GRANT SELECT (user_id, role, key, created_at), DELETE ON platform.idempotency TO relay;

CREATE TABLE platform.consumed_event (
  user_id uuid NOT NULL,
  role name NOT NULL DEFAULT current_user,
  event_id uuid NOT NULL,
  consumed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, role, event_id)
);
CREATE INDEX consumed_event_oldest ON platform.consumed_event (consumed_at);
ALTER TABLE platform.consumed_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.consumed_event FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON platform.consumed_event USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
CREATE POLICY relay_reads ON platform.consumed_event FOR SELECT TO relay USING (true);
CREATE POLICY relay_deletes ON platform.consumed_event FOR DELETE TO relay USING (true);
GRANT SELECT, INSERT, DELETE ON platform.consumed_event TO accounts, measurements, goals, notifications;
GRANT SELECT (user_id, role, event_id, consumed_at), DELETE ON platform.consumed_event TO relay;
