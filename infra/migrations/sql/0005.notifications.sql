-- depends: 0004.goals
-- What people want to be told, and when not; the inbox itself lives in DynamoDB.

CREATE SCHEMA notifications;
GRANT USAGE ON SCHEMA notifications TO notifications;

CREATE TABLE notifications.preference (
  user_id uuid PRIMARY KEY,
  goal_reached boolean NOT NULL DEFAULT true,
  streak_at_risk boolean NOT NULL DEFAULT true,
  quiet_from_minutes smallint CHECK (quiet_from_minutes BETWEEN 0 AND 1439),
  quiet_to_minutes smallint CHECK (quiet_to_minutes BETWEEN 0 AND 1439),
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((quiet_from_minutes IS NULL) = (quiet_to_minutes IS NULL))
);
ALTER TABLE notifications.preference ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications.preference FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notifications.preference USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.preference TO notifications;
