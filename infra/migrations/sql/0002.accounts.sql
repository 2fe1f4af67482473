-- depends: 0001.platform
-- Profiles and the devices a person has signed in from.

CREATE SCHEMA accounts;
GRANT USAGE ON SCHEMA accounts TO accounts, measurements, goals, notifications, roster;

CREATE TABLE accounts.profile (
  user_id uuid PRIMARY KEY,
  display_name bytea,
  email bytea,
  language text NOT NULL CHECK (language IN ('fr', 'en')),
  units text NOT NULL DEFAULT 'metric' CHECK (units IN ('metric', 'imperial')),
  theme text NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'day', 'night')),
  time_zone text NOT NULL DEFAULT 'Europe/Paris' CHECK (length(time_zone) <= 64),
  day_end_minutes smallint NOT NULL DEFAULT 0 CHECK (day_end_minutes BETWEEN 0 AND 300),
  focus text[] NOT NULL DEFAULT '{}' CHECK (focus <@ ARRAY['sleep', 'food', 'sport', 'meditation']),
  onboarded boolean NOT NULL DEFAULT false,
  has_password boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE accounts.profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts.profile FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON accounts.profile USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
CREATE POLICY roster_reads ON accounts.profile FOR SELECT TO roster USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts.profile TO accounts;
GRANT SELECT (user_id, language, units, time_zone, day_end_minutes) ON accounts.profile
  TO measurements, goals, notifications;
GRANT SELECT (user_id, time_zone, day_end_minutes) ON accounts.profile TO roster;

CREATE VIEW published.person_calendar WITH (security_invoker = true) AS
  SELECT user_id, time_zone, day_end_minutes, language, units FROM accounts.profile;
GRANT SELECT ON published.person_calendar TO accounts, measurements, goals, notifications;

CREATE TABLE accounts.device (
  user_id uuid NOT NULL,
  device_hash text NOT NULL,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, device_hash)
);
ALTER TABLE accounts.device ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts.device FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON accounts.device USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts.device TO accounts;
