-- depends: 0002.accounts
-- What people log (entry), the numbers in it (sample), and the value of each day (daily_summary).

CREATE SCHEMA measurements;
GRANT USAGE ON SCHEMA measurements TO measurements, goals;

CREATE TABLE measurements.metric (
  id smallint PRIMARY KEY,
  code text NOT NULL UNIQUE,
  area text NOT NULL,
  unit text NOT NULL,
  aggregation text NOT NULL CHECK (aggregation IN ('sum', 'mean', 'last')),
  lowest double precision NOT NULL,
  highest double precision NOT NULL,
  better text NOT NULL CHECK (better IN ('higher', 'lower', 'neither'))
);
INSERT INTO measurements.metric (id, code, area, unit, aggregation, lowest, highest, better) VALUES
  (1, 'sleep_duration', 'sleep', 's', 'sum', 60, 86400, 'higher'),
  (2, 'sleep_quality', 'sleep', 'level', 'mean', 1, 5, 'higher'),
  (3, 'energy_intake', 'food', 'kcal', 'sum', 0, 10000, 'neither'),
  (4, 'water', 'food', 'ml', 'sum', 0, 5000, 'higher'),
  (5, 'activity_duration', 'sport', 's', 'sum', 60, 86400, 'higher'),
  (6, 'distance', 'sport', 'm', 'sum', 0, 1000000, 'higher'),
  (7, 'effort', 'sport', 'level', 'mean', 1, 10, 'neither'),
  (8, 'steps', 'sport', 'count', 'sum', 0, 150000, 'higher'),
  (9, 'meditation', 'meditation', 's', 'sum', 60, 43200, 'higher'),
  (10, 'mood', 'mind', 'level', 'mean', 1, 5, 'higher'),
  (11, 'weight', 'body', 'kg', 'last', 20, 400, 'neither');
GRANT SELECT ON measurements.metric TO measurements, goals;

CREATE TABLE measurements.entry (
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL
    CHECK (kind IN ('sleep', 'meal', 'water', 'activity', 'meditation', 'mood', 'weight', 'steps')),
  local_on date NOT NULL,
  zone text NOT NULL,
  offset_minutes smallint NOT NULL,
  counts_at timestamptz NOT NULL, -- orders the readings of a day: waking, moment, beginning, or the day's start
  started_at timestamptz,
  ended_at timestamptz,
  duration_seconds integer CHECK (duration_seconds BETWEEN 60 AND 86400),
  quality smallint CHECK (quality BETWEEN 1 AND 5),
  energy_kcal double precision CHECK (energy_kcal > 0 AND energy_kcal <= 10000),
  volume_ml double precision CHECK (volume_ml > 0 AND volume_ml <= 5000),
  activity text,
  distance_m double precision CHECK (distance_m > 0 AND distance_m <= 1000000),
  effort smallint CHECK (effort BETWEEN 1 AND 10),
  mood smallint CHECK (mood BETWEEN 1 AND 5),
  weight_kg double precision CHECK (weight_kg BETWEEN 20 AND 400),
  steps integer CHECK (steps > 0 AND steps <= 150000),
  note bytea,
  source text NOT NULL DEFAULT 'manual',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  PRIMARY KEY (user_id, id),
  CHECK (ended_at IS NULL OR ended_at > started_at)
);
CREATE INDEX entry_by_day ON measurements.entry (user_id, local_on DESC, counts_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX entry_by_time ON measurements.entry (user_id, kind, started_at) WHERE deleted_at IS NULL;
CREATE INDEX entry_deleted ON measurements.entry (deleted_at) WHERE deleted_at IS NOT NULL;
ALTER TABLE measurements.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE measurements.entry FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON measurements.entry USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
CREATE POLICY relay_reads ON measurements.entry FOR SELECT TO relay USING (deleted_at IS NOT NULL);
CREATE POLICY relay_deletes ON measurements.entry FOR DELETE TO relay USING (deleted_at IS NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON measurements.entry TO measurements;
GRANT USAGE ON SCHEMA measurements TO relay;
GRANT SELECT (user_id, id, deleted_at), DELETE ON measurements.entry TO relay;

CREATE TABLE measurements.sample (
  user_id uuid NOT NULL,
  metric smallint NOT NULL REFERENCES measurements.metric,
  local_on date NOT NULL,
  entry_id uuid NOT NULL,
  measured_at timestamptz NOT NULL,
  value double precision NOT NULL,
  PRIMARY KEY (user_id, metric, local_on, entry_id) INCLUDE (measured_at, value)
);
CREATE INDEX sample_of_entry ON measurements.sample (user_id, entry_id);
ALTER TABLE measurements.sample ENABLE ROW LEVEL SECURITY;
ALTER TABLE measurements.sample FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON measurements.sample USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
GRANT SELECT, INSERT, UPDATE, DELETE ON measurements.sample TO measurements;

CREATE TABLE measurements.daily_summary (
  user_id uuid NOT NULL,
  metric smallint NOT NULL REFERENCES measurements.metric,
  local_on date NOT NULL,
  readings integer NOT NULL,
  total double precision NOT NULL,
  minimum double precision NOT NULL,
  maximum double precision NOT NULL,
  latest double precision NOT NULL,
  PRIMARY KEY (user_id, metric, local_on) INCLUDE (readings, total, minimum, maximum, latest)
) WITH (fillfactor = 85);
ALTER TABLE measurements.daily_summary ENABLE ROW LEVEL SECURITY;
ALTER TABLE measurements.daily_summary FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON measurements.daily_summary USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
GRANT SELECT, INSERT, UPDATE, DELETE ON measurements.daily_summary TO measurements;
GRANT SELECT (user_id, metric, local_on, readings, total, latest) ON measurements.daily_summary TO goals;

CREATE VIEW published.metric WITH (security_invoker = true) AS
  SELECT code, area, unit, aggregation, better, lowest, highest FROM measurements.metric;
CREATE VIEW published.daily_value WITH (security_invoker = true) AS
  SELECT d.user_id, m.code AS metric, d.local_on,
         CASE m.aggregation WHEN 'sum' THEN d.total WHEN 'mean' THEN d.total / d.readings ELSE d.latest END AS value
  FROM measurements.daily_summary d JOIN measurements.metric m ON m.id = d.metric;
GRANT SELECT ON published.metric, published.daily_value TO goals, measurements;
