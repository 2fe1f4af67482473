-- depends: 0003.measurements
-- Goals, when they were paused, when they were reached, and who was warned.

CREATE SCHEMA goals;
GRANT USAGE ON SCHEMA goals TO goals, roster;

CREATE TABLE goals.goal (
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  metric text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('at_least', 'at_most', 'range')),
  period text NOT NULL CHECK (period IN ('day', 'week', 'month', 'year', 'once')),
  target_low double precision,
  target_high double precision,
  weekday_targets jsonb NOT NULL DEFAULT '{}',
  due_on date,
  title bytea,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'archived')),
  starts_on date NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, id),
  CHECK ((period = 'once') = (due_on IS NOT NULL)),
  CHECK (target_low IS NOT NULL OR target_high IS NOT NULL)
);
ALTER TABLE goals.goal ENABLE ROW LEVEL SECURITY;
ALTER TABLE goals.goal FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON goals.goal USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
CREATE POLICY roster_reads ON goals.goal FOR SELECT TO roster USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON goals.goal TO goals;
GRANT SELECT (user_id, state) ON goals.goal TO roster;

CREATE TABLE goals.pause (
  user_id uuid NOT NULL,
  goal_id uuid NOT NULL,
  from_on date NOT NULL,
  to_on date,
  PRIMARY KEY (user_id, goal_id, from_on),
  FOREIGN KEY (user_id, goal_id) REFERENCES goals.goal ON DELETE CASCADE
);
ALTER TABLE goals.pause ENABLE ROW LEVEL SECURITY;
ALTER TABLE goals.pause FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON goals.pause USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
GRANT SELECT, INSERT, UPDATE, DELETE ON goals.pause TO goals;

CREATE TABLE goals.reached (
  user_id uuid NOT NULL,
  goal_id uuid NOT NULL,
  period text NOT NULL,
  period_on date NOT NULL,
  reached_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, goal_id, period, period_on),
  FOREIGN KEY (user_id, goal_id) REFERENCES goals.goal ON DELETE CASCADE
);
ALTER TABLE goals.reached ENABLE ROW LEVEL SECURITY;
ALTER TABLE goals.reached FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON goals.reached USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
GRANT SELECT, INSERT, DELETE ON goals.reached TO goals;

CREATE TABLE goals.warned (
  user_id uuid NOT NULL,
  goal_id uuid NOT NULL,
  warned_on date NOT NULL,
  PRIMARY KEY (user_id, goal_id, warned_on),
  FOREIGN KEY (user_id, goal_id) REFERENCES goals.goal ON DELETE CASCADE
);
ALTER TABLE goals.warned ENABLE ROW LEVEL SECURITY;
ALTER TABLE goals.warned FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON goals.warned USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
GRANT SELECT, INSERT, DELETE ON goals.warned TO goals;

-- Up to which local day the schedule saw to a person, so that a run cut short goes on where it was.
CREATE TABLE goals.checked (
  user_id uuid PRIMARY KEY,
  warned_on date,
  closed_on date
);
ALTER TABLE goals.checked ENABLE ROW LEVEL SECURITY;
ALTER TABLE goals.checked FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON goals.checked USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
CREATE POLICY roster_reads ON goals.checked FOR SELECT TO roster USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON goals.checked TO goals;
GRANT SELECT ON goals.checked TO roster;

-- The schedule needs to know whom to look at; this says only who, when their day ends, and what is done.
CREATE FUNCTION goals.roster() RETURNS TABLE (
    user_id uuid, time_zone text, day_end_minutes smallint, warned_on date, closed_on date)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  AS $$ SELECT p.user_id, p.time_zone, p.day_end_minutes, c.warned_on, c.closed_on
        FROM accounts.profile p LEFT JOIN goals.checked c ON c.user_id = p.user_id
        WHERE EXISTS (SELECT FROM goals.goal g WHERE g.user_id = p.user_id AND g.state = 'active') $$;
GRANT CREATE ON SCHEMA goals TO roster;
GRANT roster TO CURRENT_USER;
ALTER FUNCTION goals.roster() OWNER TO roster;
REVOKE CREATE ON SCHEMA goals FROM roster;
REVOKE ALL ON FUNCTION goals.roster() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION goals.roster() TO goals;
