"""The SQL of measurements; every statement names the person besides row-level security."""

from __future__ import annotations

from typing import LiteralString

CALENDAR: LiteralString = """
    SELECT c.time_zone, c.day_end_minutes FROM published.person_calendar c
    WHERE c.user_id = %(user_id)s"""

FIND: LiteralString = """
    SELECT c.time_zone, c.day_end_minutes, e.*
    FROM published.person_calendar c
    LEFT JOIN measurements.entry e ON e.user_id = %(user_id)s AND e.id = %(id)s
    WHERE c.user_id = %(user_id)s"""

SLEEPS: LiteralString = """
    SELECT c.time_zone, c.day_end_minutes, e.*
    FROM published.person_calendar c
    LEFT JOIN measurements.entry e
      ON e.user_id = %(user_id)s AND e.kind = 'sleep' AND e.deleted_at IS NULL
      AND e.local_on BETWEEN %(first_on)s AND %(last_on)s
    WHERE c.user_id = %(user_id)s
    ORDER BY e.counts_at, e.id"""

PAGE: LiteralString = """
    SELECT e.* FROM measurements.entry e
    WHERE e.user_id = %(user_id)s AND e.deleted_at IS NULL
      AND (%(from_on)s::date IS NULL OR e.local_on >= %(from_on)s::date)
      AND (%(to_on)s::date IS NULL OR e.local_on <= %(to_on)s::date)
      AND (%(kind)s::text IS NULL OR e.kind = %(kind)s::text)
      AND (%(after_on)s::date IS NULL
           OR (e.local_on, e.counts_at, e.id)
              < (%(after_on)s::date, %(after_at)s::timestamptz, %(after_id)s::uuid))
    ORDER BY e.local_on DESC, e.counts_at DESC, e.id DESC
    LIMIT %(limit)s"""

AROUND: LiteralString = """
    SELECT e.* FROM measurements.entry e
    WHERE e.user_id = %(user_id)s AND e.deleted_at IS NULL
      AND (e.local_on = %(on)s
           OR (e.kind IN ('sleep', 'activity', 'meditation')
               AND e.started_at >= %(earliest)s AND e.started_at < %(latest)s))
    ORDER BY e.counts_at, e.id"""

DAY_SUMMARIES: LiteralString = """
    SELECT d.metric, d.readings, d.total, d.latest FROM measurements.daily_summary d
    WHERE d.user_id = %(user_id)s AND d.local_on = %(on)s
      AND d.metric IN (SELECT m.id FROM measurements.metric m)"""

SUMMARIES: LiteralString = """
    SELECT d.local_on, d.readings, d.total, d.latest FROM measurements.daily_summary d
    WHERE d.user_id = %(user_id)s AND d.metric = %(metric)s
      AND d.local_on BETWEEN %(from_on)s AND %(to_on)s
    ORDER BY d.local_on"""

# One statement puts entries, takes others away, moves their samples and recounts the summaries.
# Its parts all see the tables as they were before, so `present` joins what stays with what comes.
# The version column holds the version after the change: 1 for a new entry, which meets no row.
WRITE: LiteralString = """
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(%(entries)s::jsonb) AS g(
        id uuid, kind text, local_on date, zone text, offset_minutes smallint,
        counts_at timestamptz, started_at timestamptz, ended_at timestamptz,
        duration_seconds integer, quality smallint, energy_kcal float8, volume_ml float8,
        activity text, distance_m float8, effort smallint, mood smallint, weight_kg float8,
        steps integer, note text, version integer, created_at timestamptz)
    ), wanted AS (
      SELECT * FROM jsonb_to_recordset(%(samples)s::jsonb) AS w(
        entry_id uuid, metric smallint, local_on date, measured_at timestamptz, value float8)
    ), put AS (
      INSERT INTO measurements.entry AS e (
        user_id, id, kind, local_on, zone, offset_minutes, counts_at, started_at, ended_at,
        duration_seconds, quality, energy_kcal, volume_ml, activity, distance_m, effort, mood,
        weight_kg, steps, note, version, created_at, updated_at)
      SELECT %(user_id)s, g.id, g.kind, g.local_on, g.zone, g.offset_minutes, g.counts_at,
        g.started_at, g.ended_at, g.duration_seconds, g.quality, g.energy_kcal, g.volume_ml,
        g.activity, g.distance_m, g.effort, g.mood, g.weight_kg, g.steps,
        decode(g.note, 'base64'), g.version, g.created_at, %(now)s
      FROM given g
      ON CONFLICT (user_id, id) DO UPDATE SET
        local_on = excluded.local_on, zone = excluded.zone,
        offset_minutes = excluded.offset_minutes, counts_at = excluded.counts_at,
        started_at = excluded.started_at, ended_at = excluded.ended_at,
        duration_seconds = excluded.duration_seconds, quality = excluded.quality,
        energy_kcal = excluded.energy_kcal, volume_ml = excluded.volume_ml,
        activity = excluded.activity, distance_m = excluded.distance_m,
        effort = excluded.effort, mood = excluded.mood, weight_kg = excluded.weight_kg,
        steps = excluded.steps, note = excluded.note, version = excluded.version,
        updated_at = excluded.updated_at, deleted_at = NULL
      WHERE e.version = excluded.version - 1
      RETURNING e.id
    ), tombstoned AS (
      UPDATE measurements.entry e
      SET deleted_at = %(now)s, updated_at = %(now)s, version = e.version + 1
      WHERE e.user_id = %(user_id)s AND e.id = ANY(%(tombstones)s::uuid[])
        AND e.deleted_at IS NULL
      RETURNING e.id
    ), gone AS (
      DELETE FROM measurements.sample s
      WHERE s.user_id = %(user_id)s AND s.entry_id = ANY(%(affected)s::uuid[])
        AND NOT EXISTS (SELECT FROM wanted w WHERE w.entry_id = s.entry_id
                        AND w.metric = s.metric AND w.local_on = s.local_on)
      RETURNING s.metric, s.local_on
    ), come AS (
      INSERT INTO measurements.sample AS s
        (user_id, metric, local_on, entry_id, measured_at, value)
      SELECT %(user_id)s, w.metric, w.local_on, w.entry_id, w.measured_at, w.value FROM wanted w
      ON CONFLICT (user_id, metric, local_on, entry_id)
        DO UPDATE SET measured_at = excluded.measured_at, value = excluded.value
      RETURNING s.metric, s.local_on, s.entry_id, s.measured_at, s.value
    ), touched AS (
      SELECT metric, local_on FROM gone UNION SELECT metric, local_on FROM come
    ), present AS (
      SELECT s.metric, s.local_on, s.entry_id, s.measured_at, s.value
      FROM touched t JOIN measurements.sample s
        ON s.user_id = %(user_id)s AND s.metric = t.metric AND s.local_on = t.local_on
      WHERE s.entry_id <> ALL(%(affected)s::uuid[])
      UNION ALL SELECT * FROM come
    ), counted AS (
      SELECT p.metric, p.local_on, count(*) AS readings,
        sum(p.value ORDER BY p.measured_at, p.entry_id) AS total,
        min(p.value) AS minimum, max(p.value) AS maximum,
        (array_agg(p.value ORDER BY p.measured_at DESC, p.entry_id DESC))[1] AS latest
      FROM present p GROUP BY p.metric, p.local_on
    ), emptied AS (
      DELETE FROM measurements.daily_summary d USING touched t
      WHERE d.user_id = %(user_id)s AND d.metric = t.metric AND d.local_on = t.local_on
        AND NOT EXISTS (SELECT FROM counted c
                        WHERE c.metric = t.metric AND c.local_on = t.local_on)
    ), summed AS (
      INSERT INTO measurements.daily_summary
        (user_id, metric, local_on, readings, total, minimum, maximum, latest)
      SELECT %(user_id)s, c.metric, c.local_on, c.readings, c.total, c.minimum, c.maximum, c.latest
      FROM counted c
      ON CONFLICT (user_id, metric, local_on) DO UPDATE SET
        readings = excluded.readings, total = excluded.total, minimum = excluded.minimum,
        maximum = excluded.maximum, latest = excluded.latest
    )
    SELECT (SELECT count(*) FROM put) AS put, (SELECT count(*) FROM tombstoned) AS tombstoned,
      (SELECT coalesce(jsonb_agg(jsonb_build_array(t.metric, t.local_on)), '[]')
       FROM touched t) AS touched"""

_ERASE_FROM: LiteralString = """
    WITH batch AS (SELECT ctid FROM {table} WHERE user_id = %(user_id)s LIMIT %(limit)s),
    deleted AS (DELETE FROM {table} WHERE user_id = %(user_id)s
                AND ctid = ANY(ARRAY(SELECT ctid FROM batch)) RETURNING 1)
    SELECT count(*) AS deleted FROM deleted"""


def _erase(table: LiteralString) -> LiteralString:
    return _ERASE_FROM.replace("{table}", table)


ERASE: tuple[LiteralString, ...] = (
    _erase("measurements.sample"),
    _erase("measurements.daily_summary"),
    _erase("measurements.entry"),
)
