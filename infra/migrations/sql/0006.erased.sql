-- depends: 0005.notifications
-- Who asked to be erased: whatever is still under way, nothing of them is written any more.

CREATE TABLE platform.erased (
  user_id uuid PRIMARY KEY,
  erased_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX erased_oldest ON platform.erased (erased_at);
ALTER TABLE platform.erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.erased FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON platform.erased USING (user_id = platform.person()) WITH CHECK (user_id = platform.person());
CREATE POLICY relay_reads ON platform.erased FOR SELECT TO relay USING (true);
CREATE POLICY relay_deletes ON platform.erased FOR DELETE TO relay USING (true);
GRANT SELECT, INSERT ON platform.erased TO accounts, measurements, goals, notifications;
GRANT SELECT, DELETE ON platform.erased TO relay;

-- Begins a unit of work of one person. Each statement in here sees what was committed before it, so a unit that waited
-- for the person's lock sees an erasure it waited for.
CREATE FUNCTION platform.enter(person uuid, erasing boolean) RETURNS void LANGUAGE plpgsql
  AS $$
BEGIN
  PERFORM set_config('app.user_id', person::text, true);
  -- One writer at a time per person: a recount sees everything committed before it.
  PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 0));
  IF erasing THEN
    INSERT INTO platform.erased (user_id) VALUES (person) ON CONFLICT (user_id) DO NOTHING;
  ELSIF EXISTS (SELECT FROM platform.erased e WHERE e.user_id = person) THEN
    RAISE EXCEPTION 'this person was erased' USING ERRCODE = 'ERASD';
  END IF;
END
$$;
REVOKE ALL ON FUNCTION platform.enter(uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.enter(uuid, boolean) TO accounts, measurements, goals, notifications;
